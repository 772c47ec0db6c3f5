import { type Refusal, Refused, refuse } from '../../errors.ts';
import type {
  AnswerConditionsInput,
  AnswerFollowedInput,
  AnswerInput,
  JudgeConditionInput,
} from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { clean } from '../entry.ts';
import { permitInState } from '../rule.ts';
import { evaluate, todayOf } from './evaluation.ts';
import { findApplication } from './finding.ts';
import { followedFor } from './links.ts';
import { type AdmissionRules, admissionRulesOn } from './rules.ts';

const LONGEST = 2000;

/** An answer in order: the declared fact as its type has it, and what was said in words. */
export interface Answered {
  item: string;
  value: boolean | number | string | null;
  said: string | null;
}

/** The answers in order, or every fault at once, each at its condition (`item.value`, `item.said`). */
export function checkAnswers(
  rules: AdmissionRules | null,
  category: string,
  answers: readonly AnswerInput[],
): Answered[] {
  const conditions = rules?.category(category)?.eligibility ?? [];
  const refusals: Refusal[] = [];
  const answered = answers.flatMap(({ item, value, said }): Answered[] => {
    const condition = conditions.find(({ name }) => name === item);
    if (!condition) {
      refusals.push({ code: 'condition_unknown', field: item, value: item });
      return [];
    }
    const words = clean(said);
    if (words && words.length > LONGEST)
      refusals.push({ code: 'too_long', field: `${item}.said`, value: String(LONGEST) });
    const fact = condition.fact ? factOf(rules?.typeOf(condition.fact) ?? 'text', clean(value)) : null;
    if (fact === undefined)
      refusals.push({ code: 'answer_not_readable', field: `${item}.value`, value: String(value) });
    return [{ item, value: fact ?? null, said: words }];
  });
  if (refusals.length > 0) throw new Refused(...refusals);
  return answered;
}

/** What was typed, as the fact's type has it; undefined where it cannot be read so. */
function factOf(type: string, typed: string | null): boolean | number | string | null | undefined {
  if (typed === null) return null;
  if (type === 'boolean') return typed === 'true' ? true : typed === 'false' ? false : undefined;
  if (type === 'integer') return /^\d{1,12}$/.test(typed) ? Number(typed) : undefined;
  if (type === 'number') return /^\d{1,12}(\.\d{1,6})?$/.test(typed) ? typed : undefined;
  return typed;
}

/** The applicant's answers, by the link. */
export async function answerFollowed(unit: Unit, input: AnswerFollowedInput): Promise<boolean> {
  const found = await followedFor(unit, input.secret, 'answer');
  const rules = await admissionRulesOn(unit.sql, await todayOf(unit.sql));
  await keepAnswers(unit, found, checkAnswers(rules, found.category, input.answers), null);
  await evaluate(unit, found.id);
  await unit.record({ act: 'answerFollowed', place: found.regionId, subject: ['application', found.id] });
  return true;
}

/** Answers that came on paper. */
export async function answerConditions(unit: Unit, input: AnswerConditionsInput): Promise<string> {
  const found = await findApplication(unit, input.id);
  const permit = await permitInState(unit, 'application', 'answer', found.state, found.regionId);
  const rules = await admissionRulesOn(unit.sql, await todayOf(unit.sql));
  await keepAnswers(unit, found, checkAnswers(rules, found.category, input.answers), unit.actor);
  await evaluate(unit, found.id);
  await unit.record({ act: 'answerConditions', place: permit.place, subject: ['application', found.id] });
  return found.id;
}

/** Writes what is new, `by` whom (null for the applicant); an answer that says the same again is none. */
export async function keepAnswers(
  unit: Unit,
  { id, regionId }: { id: string; regionId: number },
  answers: readonly Answered[],
  by: string | null,
): Promise<void> {
  const { sql } = unit;
  for (const { item, value, said } of answers) {
    const json = value === null ? null : sql.json(value as never);
    await sql`insert into application_answer (application_id, region_id, item, value, said, by_id)
      select ${id}, ${regionId}, ${item}, ${json}::jsonb, ${said}, ${by}
      from (select 1) one left join lateral (select l.value, l.said from application_answer l
        where l.application_id = ${id} and l.item = ${item} order by l.at desc, l.id desc limit 1) l on true
      where l.value is distinct from ${json}::jsonb or l.said is distinct from ${said}::text`;
  }
}

/** Says of a condition that it is met or not, or leaves it to the rule again. Not met, or against the rule, needs a reason. */
export async function judgeCondition(unit: Unit, input: JudgeConditionInput): Promise<string> {
  const found = await findApplication(unit, input.id);
  const permit = await permitInState(unit, 'application', 'judge', found.state, found.regionId);
  const [line] = await unit.sql<{ verdict: boolean | null }[]>`
    select verdict from app.application_checklist(${found.id}) where item = ${input.item}`;
  if (!line) refuse('condition_unknown', 'item', input.item);
  const met = input.met ?? null;
  const reason = clean(input.reason);
  if (reason && reason.length > LONGEST) refuse('too_long', 'reason', LONGEST);
  if (!reason && met !== null && (met === false || line.verdict === false)) refuse('required', 'reason');
  await unit.sql`insert into application_finding (application_id, region_id, item, met, reason, by_id)
    values (${found.id}, ${found.regionId}, ${input.item}, ${met}, ${reason}, ${unit.actor})`;
  await unit.record({
    act: 'judgeCondition',
    place: permit.place,
    subject: ['application', found.id],
    before: { item: input.item, verdict: line.verdict },
    after: { item: input.item, met },
  });
  return found.id;
}
