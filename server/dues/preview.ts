import type { Answer } from '../reading/read.ts';
import type { Plan } from './plan.ts';
import type { Rules } from './rulebook.ts';

/** A plan as the contract's payload has it. */
export function previewAnswer({ rules, plan }: { rules: Rules; plan: Plan }): Answer {
  const total = (lines: Plan['lines']) =>
    lines.reduce((sum, line) => sum + line.calculation.amount, 0n).toString();
  const regions = Map.groupBy(plan.lines, (line) => line.region);
  return {
    rulebook: rules.code,
    version: rules.version,
    currency: rules.currency,
    total: total(plan.lines),
    regions: [...regions].map(([regionId, lines]) => ({
      regionId,
      count: lines.length,
      total: total(lines),
    })),
    lines: plan.lines.map(({ recipient, region, calculation, warnings }) => ({
      memberId: recipient.member,
      memberName: recipient.name,
      regionId: region,
      amount: calculation.amount.toString(),
      dueOn: calculation.dueOn,
      article: calculation.article,
      facts: calculation.facts,
      warnings,
      why: calculation.why(),
      before:
        recipient.before && recipient.before.currency === rules.currency
          ? recipient.before.amount.toString()
          : null,
    })),
    leftOut: plan.leftOut.map(({ recipient, code, article, fact, detail }) => ({
      memberId: recipient.member,
      memberName: recipient.name,
      code,
      article: article ?? null,
      fact: fact ?? null,
      detail: detail ?? null,
    })),
  };
}
