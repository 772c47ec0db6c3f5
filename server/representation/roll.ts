import { refuse } from '../errors.ts';
import { namedIn } from '../rules/given.ts';
import { toJson } from '../rules/values.ts';
import { settleStanding } from '../standing/refresh.ts';
import type { Unit } from '../unit.ts';
import { ARTICLE, type RulesOfDay } from './rules-of-day.ts';

/** A member that may stand on a roll, with the facts that its votes depend on. */
export interface Elector {
  member_id: number;
  person_id: string | null;
  seat: number | null;
  category: string;
  category_since: string;
  suspended: boolean;
  years_unpaid: number;
  /** The facts that its standing of the day stands on. */
  standing: Record<string, { value: unknown; source: string }>;
}

/**
 * Writes the roll of a meeting that is about to be opened: who may vote, with how many votes and why, by the
 * rulebook of the day. Answers how many members stand on it.
 */
export async function freezeRoll(
  unit: Unit,
  meeting: string,
  rules: RulesOfDay,
  day: string,
): Promise<number> {
  await settleStanding(unit.sql);
  const electors = await unit.sql<Elector[]>`
    select member_id, person_id, seat, category, category_since::text as category_since, suspended, years_unpaid, standing
    from app.electors(${meeting})`;
  if (electors.length === 0) refuse('nobody_on_roll', 'meetingId');
  const entries = electors.map((elector) => {
    const { weight, trace } = weigh(elector, rules, day);
    const { member_id, person_id, seat, category } = elector;
    return { meeting_id: meeting, member_id, person_id, seat, category, weight, trace };
  });
  await unit.sql`insert into roll (meeting_id, member_id, person_id, seat, category, weight, trace)
    select r.meeting_id, r.member_id, r.person_id, r.seat, r.category, r.weight, r.trace
    from jsonb_to_recordset(${unit.sql.json(entries as never)}::jsonb)
      as r (meeting_id uuid, member_id int, person_id uuid, seat int, category text, weight text, trace jsonb)`;
  return entries.length;
}

/** The votes of one member and how they came about; every fact says where it comes from and of which day it is. */
export function weigh(
  elector: Elector,
  rules: Pick<RulesOfDay, 'evaluate'>,
  day: string,
): { weight: string; trace: unknown } {
  const fact = (value: unknown, source: string) => ({ value, asOf: day, source });
  const found = rules.evaluate(ARTICLE.weight, {
    category: fact(elector.category, 'membership'),
    suspended: fact(elector.suspended, 'suspensions'),
    years_unpaid: fact(elector.years_unpaid, 'dues_ledger'),
    ...Object.fromEntries(Object.entries(elector.standing).map(([name, of]) => [name, { ...of, asOf: day }])),
  });
  if (!found.ok) refuse('rulebook_cannot_weigh', 'meetingId', namedIn(found.faults));
  return { weight: String(toJson(found.result)), trace: found.trace };
}
