import { Fault, refuse } from '../../errors.ts';
import type { Permit, Unit } from '../../unit.ts';
import { clean } from '../entry.ts';
import { holdStill, permitInState } from '../rule.ts';
import type { Ruled } from './rules.ts';

/** What every act on a member says: whom, from when, why, and where it was decided. */
export interface Asked {
  memberId: number;
  /** The day from which it counts; today when left out. */
  from?: string | null;
  reason: string;
  /** The code of the resolution that decided it. */
  resolution?: string | null;
  /** Where it was decided, in words, when the register of resolutions does not have it. */
  reference?: string | null;
}

/** What an act knows of its member before it changes anything. */
export interface Decision {
  member: number;
  /** The region today, or the last one. */
  region: number | null;
  state: string;
  from: string;
  today: string;
  reason: string;
  resolution: string | null;
  reference: string | null;
  permit: Permit<'members.manage'>;
}

export type MemberAct =
  | 'suspend'
  | 'restore'
  | 'resign'
  | 'move'
  | 'change_category'
  | 'exclude'
  | 'appeal'
  | 'dissolve'
  | 'succeed'
  | 'readmit'
  | 'withdraw';

/** A year ahead is enough for what is decided now; a notice may be longer. */
const AHEAD = 366;

/**
 * Begins an act on a member: nobody else acts on it until this one is done. Proves the right from the member's state, and
 * refuses what no act may be: without a reason, too far ahead, before the membership.
 */
export async function begin(
  unit: Unit,
  act: MemberAct,
  input: Asked,
  { ahead = AHEAD } = {},
): Promise<Decision> {
  await holdStill(unit, 'member', input.memberId);
  const [row] = await unit.sql<
    { state: string; region: number | null; from: string; today: string; far: boolean; before: boolean }[]
  >`
    select app.member_act_state(${input.memberId}) as state, d.day as from, current_date::text as today, d.day > current_date + ${ahead}::int as far,
      d.day < (select min(lower(ms.during)) from membership ms where ms.member_id = ${input.memberId}) as before,
      (select mr.region_id from member_region mr where mr.member_id = ${input.memberId} and lower(mr.during) <= current_date
        order by lower(mr.during) desc limit 1) as region
    from (select coalesce(${input.from ?? null}::date, current_date) as day) d
    where exists (select 1 from member where place_id = ${input.memberId})`;
  if (!row) throw new Fault('NOT_FOUND');
  const permit = await permitInState<'members.manage'>(unit, 'member', act, row.state, input.memberId);
  const reason = clean(input.reason);
  if (!reason) refuse('required', 'reason');
  if (reason.length > 2000) refuse('too_long', 'reason', 2000);
  if (row.far) refuse('date_far', 'from', row.from);
  if (row.before) refuse('date_before_membership', 'from', row.from);
  return {
    ...{ member: input.memberId, region: row.region, state: row.state },
    ...{ from: row.from, today: row.today, reason, permit },
    ...(await decidedWhere(unit, input)),
  };
}

/** The resolution must be in the register; what is not there is named in words. */
async function decidedWhere(unit: Unit, { resolution, reference }: Asked) {
  const code = clean(resolution)?.toUpperCase() ?? null;
  const words = clean(reference);
  if (code) {
    const [known] = await unit.sql`select from resolution where code = ${code}`;
    if (!known) refuse('resolution_unknown', 'resolution', code);
  }
  if (words && words.length > 300) refuse('too_long', 'reference', 300);
  return { resolution: code, reference: words };
}

/** Refuses an act that has to be decided by a body and does not say where. */
export function needDecided(of: Pick<Decision, 'resolution' | 'reference'>): void {
  if (!of.resolution && !of.reference) refuse('decision_needed', 'resolution');
}

/** What a step says besides. */
export interface More {
  undoes?: string;
  /** Regions of a move. */
  moved?: { from: number; to: number };
  category?: { from: string; to: string };
  other?: number;
  body?: number;
  decidedOn?: string | null;
  heardOn?: string;
  appealUntil?: string | null;
  rules?: Ruled[];
  /** It cannot be taken back. */
  final?: boolean;
}

/** Keeps what was decided: the one record of who, when, why. Answers its id. */
export async function keep(
  unit: Unit,
  kind: string,
  of: Pick<Decision, 'member' | 'region' | 'from' | 'reason'> &
    Partial<Pick<Decision, 'resolution' | 'reference'>>,
  more: More = {},
): Promise<string> {
  const { sql } = unit;
  const rules = more.rules?.map(({ article, trace }) => ({ article, why: trace }));
  const [step] = await sql<
    { id: string }[]
  >`insert into membership_step (member_id, region_id, kind, from_date, by_id, reason, undoes,
      moved_from, moved_to, resolution, reference, body_id, decided_on, heard_on, appeal_until, rules, category_from, category_to, other_id, final)
    values (${of.member}, ${of.region}, ${kind}, ${of.from}::date, ${unit.actor}, ${of.reason}, ${more.undoes ?? null},
      ${more.moved?.from ?? null}, ${more.moved?.to ?? null}, ${of.resolution ?? null}, ${of.reference ?? null}, ${more.body ?? null},
      ${more.decidedOn ?? null}::date, ${more.heardOn ?? null}::date, ${more.appealUntil ?? null}::date,
      ${rules?.length ? sql.json(rules as never) : null}, ${more.category?.from ?? null}, ${more.category?.to ?? null},
      ${more.other ?? null}, ${more.final ?? false}) returning id`;
  return String(step?.id);
}

/** Writes the act into the audit. */
export async function recorded(
  unit: Unit,
  act: string,
  of: Pick<Decision, 'member' | 'from' | 'reason' | 'resolution' | 'reference'>,
  { before, after = {} }: { before?: unknown; after?: object } = {},
): Promise<void> {
  const decided = {
    ...(of.resolution ? { resolution: of.resolution } : {}),
    ...(of.reference ? { reference: of.reference } : {}),
  };
  await unit.record({
    act,
    place: of.member,
    subject: ['member', of.member],
    before,
    after: { from: of.from, ...decided, ...after },
    reason: of.reason,
  });
}

/** Refuses a day that is not after everything that is on record about the member: history is not written over. */
export async function afterLastChange(unit: Unit, { member, from }: Decision): Promise<void> {
  const [later] = await unit.sql`select 1 from (
      select during from membership where member_id = ${member} union all
      select during from member_region where member_id = ${member} union all
      select during from suspension where member_id = ${member}) d where lower(d.during) >= ${from}::date`;
  if (later) refuse('date_before_last_change', 'from', from);
}

/** Ends category, region and suspension on the day: all that is open ends together. */
export async function endAll(unit: Unit, { member, from }: Pick<Decision, 'member' | 'from'>): Promise<void> {
  for (const table of ['suspension', 'member_region', 'membership']) {
    await unit.sql`update ${unit.sql(table)} set during = daterange(lower(during), ${from}::date)
      where member_id = ${member} and upper_inf(during)`;
  }
}
