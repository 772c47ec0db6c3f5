/** One page of a navigation. */
export interface Tab {
  href: string;
  label: string;
}

/** Pages under one heading; the heading leads to the first of them. */
export interface TabGroup {
  label: string;
  tabs: Tab[];
}

/** The tab of a page: the longest address that the page lies under. */
export function tabAt(tabs: Tab[], pathname: string): Tab | undefined {
  return tabs
    .filter(({ href }) => pathname === href || pathname.startsWith(`${href}/`))
    .toSorted((left, right) => right.href.length - left.href.length)[0];
}
