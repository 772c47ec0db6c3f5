import { type CalendarDate, isDate, today } from '#lib/dates.ts';

/** The period of a report: from its first day up to the day before `until`. */
export type Period = { from: CalendarDate; until: CalendarDate };

/** The years between two elections of the bodies: what the committee is reported on when nothing else is asked. */
const TERM_YEARS = 4;

/** The period in the address; without one the last whole years of a term. Null when it is empty or no period. */
export function periodIn(url: URL): Period | null {
  const from = url.searchParams.get('from');
  const until = url.searchParams.get('until');
  if (!from && !until) return lastTerm();
  return isDate(from) && isDate(until) && from < until ? { from, until } : null;
}

export function yearOf(year: number): Period {
  return { from: `${year}-01-01`, until: `${year + 1}-01-01` };
}

export function lastTerm(): Period {
  const year = Number(today().slice(0, 4));
  return { from: `${year - TERM_YEARS}-01-01`, until: `${year}-01-01` };
}

/** The years that can be chosen at once, the newest first. */
export function recentYears(): number[] {
  const year = Number(today().slice(0, 4));
  return [year, year - 1, year - 2, year - 3, year - 4];
}

/** The first day of the period of the same length that ends where this one begins; whole years go back by years. */
export function startOfBefore({ from, until }: Period): CalendarDate {
  if (from.slice(4) === until.slice(4)) {
    const years = Number(until.slice(0, 4)) - Number(from.slice(0, 4));
    return `${String(Number(from.slice(0, 4)) - years).padStart(4, '0')}${from.slice(4)}`;
  }
  const length = Date.parse(`${until}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`);
  return new Date(Date.parse(`${from}T00:00:00Z`) - length).toISOString().slice(0, 10);
}
