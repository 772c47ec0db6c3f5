import { addDays, isDate, today } from '#lib/dates.ts';

/** The time that the reader looks at: a year back and a year ahead where nothing is said. */
export function periodOf(searchParams: URLSearchParams): { from: string; until: string } {
  const asked = (name: string, otherwise: string) => {
    const day = searchParams.get(name) ?? '';
    return isDate(day) ? day : otherwise;
  };
  return { from: asked('from', addDays(today(), -366)), until: asked('until', addDays(today(), 366)) };
}
