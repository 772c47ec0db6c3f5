import { page } from '$app/state';

/** The addresses of the pages, in one place. They carry no date; `to` adds it. */
export const paths = {
  home: '/',
  signIn: '/sign-in',
  signOut: '/sign-out',
  language: '/language',
  /** A region with its councils, for everybody. */
  region: (key: string) => `/?region=${encodeURIComponent(key)}`,
  programmes: '/programmes',
  programme: (code: string) => `/programmes/${encodeURIComponent(code.toLowerCase())}`,
  resolutions: '/resolutions',
  rulebook: '/rulebook',
  rulebookDifference: '/rulebook/difference',
  rulebookTry: '/rulebook/try',
  join: '/join',
  categories: '/categories',
  me: '/me',
  mailbox: '/mailbox',
  mailboxMessage: (id: string) => `/mailbox/${id}`,
  developers: '/developers',
  contract: '/developers/schema',
  contractType: (name: string) => `/developers/schema/${encodeURIComponent(name)}`,
  members: '/members',
  verify: '/verify',
  verifyPass: (code: string) => `/verify/${encodeURIComponent(code)}`,
  member: (id: string) => `/members/${encodeURIComponent(id)}`,
  /** The workspace of the reader's first office. */
  ownWorkspace: '/w',
  workspace: (place: string, part?: string) => (part ? `/w/${place}/${part}` : `/w/${place}`),
};

/** The link to `path` for this page: it keeps the date the reader looks at. Call it in a component. */
export function to(path: string): string {
  const asOf = page.url.searchParams.get('asOf');
  return asOf ? withParams(path, { asOf }) : path;
}

/** The table of a page whose rows the address sorts: whoever turns a page or sorts comes back to it, not to the top. */
export const ROWS = '#rows';

/** This page's address with some parameters changed; null or '' removes one. Call it in a component. */
export function here(changes: Record<string, string | number | null | undefined>): string {
  return withParams(page.url.pathname + page.url.search, changes);
}

/** `path` with some query parameters changed; null, undefined or '' removes one. */
export function withParams(
  path: string,
  changes: Record<string, string | number | null | undefined>,
): string {
  const url = new URL(path, 'http://path.invalid');
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') url.searchParams.delete(name);
    else url.searchParams.set(name, String(value));
  }
  return url.pathname + url.search + url.hash;
}
