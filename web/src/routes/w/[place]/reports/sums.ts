import { addDays } from '#lib/dates.ts';
import type { ReportNumbersFragment } from '#lib/operations.ts';
import { paths, withParams } from '#lib/paths.ts';

type Dues = ReportNumbersFragment['dues'][number];
type Activities = ReportNumbersFragment['activities'][number];

/** The sum of a column of counts. */
export function sum<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}

/** The sum of a column of amounts in minor units, exact. */
export function sumMinor(rows: readonly Dues[], of: 'assessed' | 'paid' | 'outstanding'): string {
  return rows.reduce((total, row) => total + BigInt(row[of]), 0n).toString();
}

/** The currencies that occur, in their order. */
export function currencies(rows: readonly Dues[]): string[] {
  return [...new Set(rows.map((row) => row.currency))].sort();
}

/** The components that occur with their titles: a programme's code and a number name one. */
export function components(rows: readonly Activities[]) {
  const known = new Map(rows.map((row) => [`${row.programme.code} ${row.component}`, row]));
  return [...known.values()].sort(
    (one, other) => one.programme.code.localeCompare(other.programme.code) || one.component - other.component,
  );
}

type Dated = { from: string; until: string; lastDay: string };

/**
 * The page that lists exactly what a number of the report counts: for a state of a day the members' page as of that
 * day, for what happened in the period the report's own page of rows. `region` is a region's code, or `network`.
 */
export function rowsOf(
  base: string,
  report: Dated,
  kind: string,
  region?: string | null,
  component?: string | null,
): string {
  const place = region?.toLowerCase() ?? base.split('/')[2] ?? 'network';
  const members = paths.workspace(place, 'members');
  if (kind === 'AT_START') return withParams(members, { asOf: addDays(report.from, -1) });
  if (kind === 'AT_END') return withParams(members, { asOf: report.lastDay });
  if (kind === 'SUSPENDED') return withParams(members, { asOf: report.lastDay, suspended: 'yes' });
  return withParams(`${base}/rows`, { kind, region, component, from: report.from, until: report.until });
}
