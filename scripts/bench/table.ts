import type { Figures } from './contest.ts';

/** Prints the figures for people. */
export function printTable(queries: Record<string, Figures>): void {
  const rows = Object.entries(queries).map(([query, figures]) => ({
    query,
    'requests/s': Math.round(figures.requestsPerSecond),
    'p50 ms': figures.p50Ms.toFixed(1),
    'p99 ms': figures.p99Ms.toFixed(1),
    statements: figures.statements,
    'to raw SQL': figures.ratioToRawSql.toFixed(2),
    'to guarded SQL': figures.ratioToGuardedSql.toFixed(2),
  }));
  console.table(Object.fromEntries(rows.map(({ query, ...row }) => [query, row])));
}
