import { refuse } from '../../errors.ts';
import type { Answer } from '../../reading/read.ts';
import type { IssueDifferencesInput, PreviewDifferencesInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import { lockAllMembers } from '../ledger.ts';
import type { Line } from '../plan.ts';
import { leftOutAnswer } from '../preview.ts';
import { allowTime, issue, refuseOther, refuseYear, regionOf, todayOf } from '../run.ts';
import { least } from '../settlement.ts';
import { type Difference, differencesOf } from './differences.ts';

const LINES = 200_000;
const REASON = 500;

/** What would be issued as differences, with totals over all of them. Nothing is written. */
export async function previewDifferences(
  unit: Unit,
  permit: Permit<'dues.assess'>,
  { year, cause, first, skip }: PreviewDifferencesInput,
): Promise<Answer> {
  await allowTime(unit.sql);
  const today = await todayOf(unit.sql);
  refuseYear(year, today);
  const region = await regionOf(unit, permit.place);
  const { rules, differences, leftOut } = await differencesOf(unit.sql, year, region, today);
  const matching = differences.filter(({ causes }) => !cause || causes.some(({ code }) => code === cause));
  const from = Math.max(0, skip ?? 0);
  const sum = (some: Difference[]) => some.reduce((all, { amount }) => all + amount, 0n).toString();
  return {
    version: rules.version,
    currency: rules.currency,
    count: differences.length,
    total: sum(differences),
    more: sum(differences.filter(({ amount }) => amount > 0n)),
    less: sum(differences.filter(({ amount }) => amount < 0n)),
    causes: causeCounts(differences),
    matching: matching.length,
    lines: matching.slice(from, from + Math.min(Math.max(0, first ?? 100), LINES)).map(lineAnswer),
    leftOut: leftOut.map(leftOutAnswer),
  };
}

function causeCounts(differences: Difference[]): Answer[] {
  const counts = new Map<string, number>();
  for (const { causes } of differences)
    for (const code of new Set(causes.map((one) => one.code))) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => ({ code, count }));
}

function lineAnswer({ member, name, region, assessed, due, amount, causes }: Difference): Answer {
  return {
    memberId: member,
    memberName: name,
    regionId: region,
    assessed: (assessed?.sum ?? 0n).toString(),
    due: due.amount.toString(),
    difference: amount.toString(),
    causes,
    get why() {
      return due.why();
    },
  };
}

/**
 * Issues the differences of the members chosen (all, where none is named) in one run, if they are what the preview
 * showed. Answers the run's id.
 */
export async function issueDifferences(
  unit: Unit,
  permit: Permit<'dues.assess'>,
  input: IssueDifferencesInput,
): Promise<string> {
  const { sql } = unit;
  const { year, memberIds } = input;
  const reason = plainWords(input.reason);
  if (!reason) refuse('required', 'reason');
  if (reason.length > REASON) refuse('too_long', 'reason', reason.length);
  await allowTime(sql);
  const region = await regionOf(unit, permit.place);
  const today = await todayOf(sql);
  refuseYear(year, today);
  await lockAllMembers(sql);
  const { rules, differences } = await differencesOf(sql, year, region, today);
  const wanted = memberIds ? new Set(memberIds) : null;
  const chosen = differences.filter(({ member }) => !wanted || wanted.has(member));
  if (chosen.length === 0) refuse('nothing_to_correct', 'year', year);
  const total = chosen.reduce((sum, { amount }) => sum + amount, 0n);
  refuseOther(
    { count: input.expectedCount, total: input.expectedTotal },
    chosen.length,
    total,
    rules.currency,
  );
  const lines = chosen.flatMap(linesOf);
  const calculations = [...new Set(lines.map(({ calculation }) => calculation))];
  const run = await issue(
    sql,
    rules,
    { lines, leftOut: [], calculations },
    { year, region, reason },
    today,
    unit.actor,
  );
  await unit.record({
    act: 'issueDifferences',
    place: permit.place,
    subject: ['dues_run', run],
    after: { year, rulebook: rules.code, version: rules.version, members: chosen.length },
    reason,
  });
  return run;
}

/** More is one assessment of its own. Less takes off the newest of what was asked first, and each takes no more than it asked. */
function linesOf({ member, name, region, assessed, due, amount, causes }: Difference): Line[] {
  const line = (of: bigint, corrects: string | null): Line => ({
    recipient: { member, name },
    ...{ region, calculation: due, warnings: due.warnings, difference: { amount: of, corrects, causes } },
  });
  if (amount > 0n) return [line(amount, assessed?.first ?? null)];
  let rest = -amount;
  return (assessed?.asked ?? []).flatMap(({ id, left }) => {
    const taken = least(left, rest);
    rest -= taken;
    return taken > 0n ? [line(-taken, id)] : [];
  });
}
