import type { RulesBench } from '../../server/rules/bench.ts';
import type { AffiliatesFigures } from './affiliates.ts';
import type { BankBench } from './bank.ts';
import type { Figures } from './contest.ts';
import type { DuesRunBench } from './dues-run.ts';
import type { StandingBench } from './standing.ts';
import type { StatementFigures } from './statement.ts';

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

/** Prints what the rules engine did: no database takes part in it. */
export function printRules(figures: RulesBench): void {
  const { members, articles, assessmentSeconds, traceSteps, checkedArticles, checkMilliseconds } = figures;
  console.log(
    `Rules: ${members} members by ${articles} articles, with ${traceSteps} traced steps, in ${assessmentSeconds.toFixed(1)} s;`,
    `a rulebook of ${checkedArticles} articles checked in ${checkMilliseconds.toFixed(0)} ms.`,
  );
}

/** Prints how long runs of dues took, from facts to invoices. */
export function printDuesRun({ members, runs }: DuesRunBench): void {
  for (const { facts, seconds, assessments, calculations, entries, invoices } of runs) {
    const by = facts === 'shared' ? 'by category and income group' : "by each member's own figures";
    console.log(
      `Dues run over ${members} members, ${by}: ${assessments} assessments with ${calculations} traces,`,
      `${entries} ledger entries and ${invoices} invoices in ${seconds.toFixed(1)} s.`,
    );
  }
}

/** Prints how a member's statement does over a large ledger. */
export function printStatement({ entries, lines, p99Ms, rawP99Ms, p99ToRawSql }: StatementFigures): void {
  console.log(
    `Statement of ${lines} lines among ${entries} ledger entries: p99 ${p99Ms.toFixed(1)} ms, by hand ${rawP99Ms.toFixed(1)} ms,`,
    `${p99ToRawSql.toFixed(2)} times as long.`,
  );
}

/** Prints how long a bank's file took, and how much memory. */
export function printBank(figures: BankBench): void {
  const { lines, bytes, seconds, programMemory, peakMemory, proposed } = figures;
  console.log(
    `Bank statement of ${lines} lines (${(bytes / 1e6).toFixed(1)} MB) read and matched in ${seconds.toFixed(1)} s within ${peakMemory} MB`,
    `(the program alone: ${programMemory} MB); ${proposed} lines have a proposal.`,
  );
}

/** Prints how a million affiliates come into the register, and how its search does over them. */
export function printAffiliates(figures: AffiliatesFigures): void {
  const { rows, files, importSeconds, firstPeakMemory, peakMemory, p99Ms, rawP99Ms, p99ToRawSql } = figures;
  console.log(
    `${rows} affiliates imported from ${files} files in ${importSeconds.toFixed(0)} s within ${peakMemory} MB`,
    `(${firstPeakMemory} MB after the first file); search over all of them: p99 ${p99Ms.toFixed(1)} ms,`,
    `by hand ${rawP99Ms.toFixed(1)} ms, ${p99ToRawSql.toFixed(2)} times as long.`,
  );
}

/** Prints how long the standing of all members takes, and how it is read as of a date. */
export function printStanding(figures: StandingBench): void {
  const { members, periods, refreshSeconds, checkSeconds, countMs, rawCountMs, countToRawSql } = figures;
  console.log(
    `Standing of ${members} members worked out in ${refreshSeconds.toFixed(1)} s (${periods} periods), checked in ${checkSeconds.toFixed(1)} s;`,
    `counted as of a date in ${countMs.toFixed(0)} ms, by hand ${rawCountMs.toFixed(0)} ms: ${countToRawSql.toFixed(2)} of raw SQL.`,
  );
}
