/** A longer statement comes in parts, or as a table. */
export const LINES_OF_A_PDF = 3000;

/** A part of a statement's period: both days count. */
export interface Part {
  from: string;
  until: string;
  lines: number;
}

/** By how much of a day's text lines are grouped: by year, by month, by day. */
const UNITS = [4, 7, 10] as const;

interface Period {
  from: string;
  until: string;
}

/**
 * The parts in which a statement fits into PDFs: its years; of a year that is too long its months, of such a month its
 * days. One where it fits as a whole. Together they are the period. The days of the lines are given in order.
 */
export function partsOf(days: readonly string[], period: Period, most = LINES_OF_A_PDF): Part[] {
  return cut(days, period, most, UNITS);
}

function cut(
  days: readonly string[],
  { from, until }: Period,
  most: number,
  [unit, ...smaller]: readonly number[],
): Part[] {
  if (days.length <= most || unit === undefined) return [{ from, until, lines: days.length }];
  const groups = [...Map.groupBy(days, (day) => day.slice(0, unit)).values()];
  return groups.flatMap((some, index) => {
    const next = groups[index + 1];
    const period = {
      from: index === 0 ? from : firstOf(some, unit),
      until: next ? dayBefore(firstOf(next, unit)) : until,
    };
    return cut(some, period, most, smaller);
  });
}

function firstOf(days: readonly string[], unit: number): string {
  return `${String(days[0]).slice(0, unit)}-01-01`.slice(0, 10);
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}
