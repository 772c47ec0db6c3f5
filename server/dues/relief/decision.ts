import { refuse } from '../../errors.ts';
import type { DecideReliefInput, GrantReliefInput, ReliefTermsInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import { lockMember } from '../ledger.ts';
import { giveBack, takeOff } from '../reductions.ts';
import { todayOf } from '../run.ts';
import type { Effect } from './effect.ts';
import {
  type Examined,
  examine,
  type ReliefRow,
  refuseUnlessOpen,
  refuseYearTaken,
  reliefOf,
  stateOf,
} from './request.ts';
import { type Decider, type ReliefRules, reliefRulesOn } from './rules.ts';
import { moveSponsored } from './sponsorship.ts';
import { type TermColumns, termColumns, termValues, typedAgain } from './terms.ts';
import { relieveAssessed } from './years.ts';

/** The decision of a body, as an office holder records it. */
interface Decision {
  relief: ReliefRow;
  decider: Decider;
  rules: ReliefRules;
  decidedOn: string;
  resolution: string;
  majority: string | null;
}

/**
 * Records that the body which the rulebook names granted a request, as asked or on other terms, and books its effect.
 * Answers the request's id.
 */
export async function grantRelief(unit: Unit, input: GrantReliefInput): Promise<string> {
  const decision = await decisionOf(unit, input);
  const { relief, decidedOn, rules } = decision;
  if ((await stateOf(unit, relief.id)) === 'awaiting_sponsor') refuse('relief_awaits_sponsor', 'reliefId');
  const examined = await examineAsked(unit, relief, input.terms, decidedOn);
  await refuseYearTaken(unit, relief.member, examined.years);
  const expiresOn = expiryOf(relief, input.expiresOn ?? null, examined.effect, decidedOn);
  await unit.sql`insert into relief_step ${unit.sql({
    ...stepOf(unit, decision, 'granted', plainWords(input.reason) || null),
    ...termValues(unit.sql, examined.terms),
    expires_on: expiresOn,
    grace_days: relief.kind === 'plan' ? rules.graceDays : null,
  })}`;
  await bookEffect(unit, decision, examined.effect);
  await relieveAssessed(unit, relief.member, examined.years);
  await unit.record({
    act: 'grantRelief',
    place: relief.member,
    subject: ['relief', relief.id],
    after: {
      kind: relief.kind,
      ...termColumns(examined.terms),
      expiresOn,
      body: decision.decider.body,
      decidedOn,
    },
    reason: decision.resolution,
  });
  return relief.id;
}

/** Records that the body refused a request, with its reason. */
export async function refuseRelief(unit: Unit, input: DecideReliefInput): Promise<string> {
  const decision = await decisionOf(unit, input);
  const reason = plainWords(input.reason);
  if (!reason) refuse('required', 'reason');
  await unit.sql`insert into relief_step ${unit.sql(stepOf(unit, decision, 'refused', reason))}`;
  await unit.record({
    act: 'refuseRelief',
    place: decision.relief.member,
    subject: ['relief', decision.relief.id],
    after: { kind: decision.relief.kind, body: decision.decider.body, decidedOn: decision.decidedOn },
    reason,
  });
  return decision.relief.id;
}

/**
 * Ends a relief that was granted: what it took off is asked again, what it put off is due as before. What a sponsor has
 * paid stays paid.
 */
export async function revokeRelief(unit: Unit, id: string, reason: string): Promise<string> {
  const relief = await reliefOf(unit, id);
  const words = plainWords(reason);
  await permitFor(unit, relief, await reliefRulesOn(unit.sql, await todayOf(unit.sql)));
  if (!words) refuse('required', 'reason');
  await lockMember(unit.sql, relief.member);
  const state = await stateOf(unit, id);
  if (!state.startsWith('granted')) refuse('relief_not_granted', 'reliefId', state);
  await unit.sql`insert into relief_step (relief_id, member_id, region_id, kind, reason, recorded_by)
    values (${id}, ${relief.member}, ${relief.region}, 'revoked', ${words}, ${unit.actor})`;
  const taken = await unit.sql<
    { transaction: string }[]
  >`select b.transaction_id as transaction from relief_booking b
    join ledger_transaction t on t.id = b.transaction_id and t.kind = 'reduction'
    where b.relief_id = ${id} and not exists (select from ledger_transaction v where v.reverses = t.id) order by t.id`;
  for (const { transaction } of taken) await giveBack(unit, transaction, words);
  await unit.record({ act: 'revokeRelief', place: relief.member, subject: ['relief', id], reason: words });
  return id;
}

/** The right is proven and the request is open; refuses a decision that is not the named body's, or of another day. */
async function decisionOf(unit: Unit, input: Omit<DecideReliefInput, 'reason'>): Promise<Decision> {
  const relief = await reliefOf(unit, input.reliefId);
  const today = await todayOf(unit.sql);
  if (input.decidedOn > today) refuse('future_date', 'decidedOn', input.decidedOn);
  const rules = await reliefRulesOn(unit.sql, input.decidedOn);
  const decider = await permitFor(unit, relief, rules);
  if (input.decidedOn < relief.askedOn) refuse('relief_before_request', 'decidedOn', relief.askedOn);
  if (unit.actor !== null && unit.actor === relief.askedBy) refuse('relief_own_request', 'reliefId');
  if (input.body !== decider.body) refuse('relief_wrong_body', 'body', decider.article);
  const resolution = plainWords(input.resolution);
  if (!resolution) refuse('required', 'resolution');
  if (relief.sponsor !== null) await lockMember(unit.sql, relief.sponsor);
  await lockMember(unit.sql, relief.member);
  await refuseUnlessOpen(unit, relief.id);
  const majority = plainWords(input.majority) || null;
  return { relief, decider, rules, decidedOn: input.decidedOn, resolution, majority };
}

/** What the rulebook gives to the region its president records too; the rest is recorded for the network. */
async function permitFor(unit: Unit, relief: ReliefRow, rules: ReliefRules): Promise<Decider> {
  const decider = rules.decider(relief.kind);
  if (!decider) refuse('relief_not_in_rulebook', 'kind', relief.kind);
  await unit.permit('relief.decide', decider.level === 'region' ? relief.member : NETWORK);
  // A sponsor's money is moved too: whoever records it must reach both.
  if (relief.sponsor !== null) await unit.permit('relief.decide', relief.sponsor);
  return decider;
}

const NETWORK = 1;

/** The request on the terms given, or else on its own. */
async function examineAsked(
  unit: Unit,
  relief: ReliefRow,
  terms: ReliefTermsInput | null | undefined,
  day: string,
): Promise<Examined> {
  const [asked] = await unit.sql<(TermColumns & { assessments: string[]; years: number[] })[]>`
    select r.amount::text, r.share, r.due_on::text, r.instalments, r.first_on::text, r.every_months, r.parts,
      array(select c.assessment_id from relief_cover c where c.relief_id = r.id)::text[] as assessments,
      array(select y.year from relief_year y where y.relief_id = r.id) as years
    from relief r where r.id = ${relief.id}`;
  if (!asked) refuse('not_found', 'reliefId', relief.id);
  const wanted = {
    kind: relief.kind,
    assessmentIds: asked.assessments,
    years: asked.years,
    sponsorId: relief.sponsor,
    terms: terms ?? typedAgain(asked, relief.currency),
  };
  return examine(unit, relief.member, wanted, day);
}

/** A delay ends with its new date and a plan with its last instalment; the rest by the rulebook, or earlier. */
function expiryOf(
  { kind }: ReliefRow,
  wished: string | null,
  { expiresOn }: Effect,
  decidedOn: string,
): string {
  if (kind === 'delay' || kind === 'plan' || !wished) return expiresOn;
  if (wished < decidedOn) refuse('past_date', 'expiresOn', wished);
  if (wished > expiresOn) refuse('relief_expires_late', 'expiresOn', expiresOn);
  return wished;
}

function stepOf(unit: Unit, decision: Decision, kind: 'granted' | 'refused', reason: string | null) {
  const { relief, decider, rules, decidedOn, resolution, majority } = decision;
  return {
    relief_id: relief.id,
    member_id: relief.member,
    region_id: relief.region,
    kind,
    on_day: decidedOn,
    reason,
    body: decider.body,
    resolution,
    majority,
    rulebook: rules.code,
    version: rules.version,
    article: decider.article,
    why: unit.sql.json(decider.why as never),
    recorded_by: unit.actor,
  };
}

/** What the ledger and the calendar have to know of a relief that was granted. */
async function bookEffect(unit: Unit, { relief, resolution }: Decision, effect: Effect): Promise<void> {
  const { sql } = unit;
  for (const { debt, takesOff, why } of effect.lines) {
    if (takesOff <= 0n) continue;
    const { assessment } = debt;
    const transaction = await takeOff(unit, {
      assessment,
      by: takesOff,
      account: 'relief',
      reason: resolution,
    });
    await sql`insert into relief_booking (transaction_id, relief_id, member_id, region_id, assessment_id, amount, why)
      values (${transaction}, ${relief.id}, ${relief.member}, ${relief.region}, ${assessment}, ${takesOff.toString()},
        ${sql.json(why as never)})`;
  }
  if (effect.instalments.length > 0) {
    const rows = effect.instalments.map(({ dueOn, amount }, index) => ({
      relief_id: relief.id,
      member_id: relief.member,
      number: index + 1,
      due_on: dueOn,
      amount: amount.toString(),
    }));
    await sql`insert into relief_instalment ${sql(rows)}`;
  }
  if (relief.sponsor !== null) await moveSponsored(unit, [relief.sponsor]);
}
