import type { Answer } from '../reading/read.ts';
import type { PreviewDuesInput } from '../types.ts';
import { searchable } from '../words.ts';
import type { LeftOut, Line, Plan } from './plan.ts';
import type { Relieved } from './relief/years.ts';
import type { Rules } from './rulebook.ts';
import { relievedOf, totalOf } from './run.ts';

/** A plan as the contract's payload has it: the lines asked for, and totals of all. */
export function previewAnswer(
  { rules, plan }: { rules: Rules; plan: Plan },
  { warned = false, search, first, skip }: PreviewDuesInput,
): Answer {
  const regions = Map.groupBy(plan.lines, (line) => line.region);
  const words = searchable(search ?? '');
  const matching = plan.lines.filter(
    ({ recipient, warnings }) =>
      (!warned || warnings.length > 0) && (words === '' || searchable(recipient.name).includes(words)),
  );
  const from = Math.max(0, skip ?? 0);
  return {
    rulebook: rules.code,
    version: rules.version,
    currency: rules.currency,
    total: totalOf(plan).toString(),
    relieved: relievedOf(plan).toString(),
    count: plan.lines.length,
    warned: withWarnings(plan.lines),
    already: plan.leftOut.filter(({ code }) => code === 'already_assessed').length,
    regions: [...regions].map(([regionId, lines]) => ({
      regionId,
      count: lines.length,
      warned: withWarnings(lines),
      total: totalOf({ lines }).toString(),
    })),
    matching: matching.length,
    lines: matching
      .slice(from, first == null ? undefined : from + Math.max(0, first))
      .map((line) => lineAnswer(line, rules)),
    leftOut: plan.leftOut.filter(({ code }) => code !== 'already_assessed').map(leftOutAnswer),
  };
}

const withWarnings = (lines: Line[]) => lines.filter(({ warnings }) => warnings.length > 0).length;

function lineAnswer(
  { recipient, region, calculation, warnings, before, relief }: Line,
  rules: Rules,
): Answer {
  return {
    memberId: recipient.member,
    memberName: recipient.name,
    regionId: region,
    amount: calculation.amount.toString(),
    dueOn: calculation.dueOn,
    article: calculation.article,
    facts: calculation.facts,
    warnings,
    get why() {
      return calculation.why();
    },
    relief: relief ? reliefAnswer(relief) : null,
    before: before?.currency === rules.currency ? before.amount.toString() : null,
  };
}

/** Relief that takes effect on a line, as the contract has it. */
function reliefAnswer({ by, takesOff, why }: Relieved): Answer {
  return {
    reliefId: by.relief,
    kind: by.kind,
    resolution: by.resolution,
    takesOff: takesOff.toString(),
    why,
  };
}

/** Why somebody is left out, as the contract has it. */
export function leftOutAnswer({
  recipient,
  code,
  article,
  fact,
  detail,
  fault,
  given,
  further,
}: LeftOut): Answer {
  return {
    memberId: recipient.member,
    memberName: recipient.name,
    code,
    article: article ?? null,
    fact: fact ?? null,
    detail: detail ?? null,
    fault: fault ?? null,
    given: given ?? [],
    further: further ?? [],
  };
}
