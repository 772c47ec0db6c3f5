import type { TransactionSql } from 'postgres';
import { refuse } from '../../errors.ts';
import type { AnswerSponsorshipInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { book, lockMember, standingsOf } from '../ledger.ts';
import { regionToday } from '../region-today.ts';
import { todayOf } from '../run.ts';
import { merged, settle } from '../settlement.ts';
import { endRequest, reliefOf, stateOf } from './request.ts';

/** The member that is asked to pay for another one says whether it will. Answers the request's id. */
export async function answerSponsorship(unit: Unit, input: AnswerSponsorshipInput): Promise<string> {
  const relief = await reliefOf(unit, input.reliefId);
  if (relief.sponsor === null) refuse('not_found', 'reliefId', input.reliefId);
  await unit.permit('relief.ask', relief.sponsor);
  await lockMember(unit.sql, relief.member);
  if (!input.consents) {
    await endRequest(unit, relief, 'declined', input.reason ?? '');
    return relief.id;
  }
  const state = await stateOf(unit, relief.id);
  if (state !== 'awaiting_sponsor') refuse('relief_not_open', 'reliefId', state);
  await unit.sql`insert into relief_step (relief_id, member_id, region_id, kind, reason, recorded_by)
    values (${relief.id}, ${relief.member}, ${relief.region}, 'consented', ${input.reason?.trim() || null}, ${unit.actor})`;
  await unit.record({
    act: 'answerSponsorship',
    place: relief.sponsor,
    subject: ['relief', relief.id],
    after: { kind: 'consented' },
  });
  return relief.id;
}

interface Promised {
  relief: string;
  member: number;
  sponsor: number;
  currency: string;
  reason: string;
  /** What is promised and not moved yet. */
  left: bigint;
}

/**
 * Moves what members have as credit to those whom they promised to pay for, the oldest promise first: it settles the dues
 * that the promise names. What a sponsor has not paid in yet follows with its next payment.
 */
export async function moveSponsored(unit: Unit, sponsors: readonly number[]): Promise<void> {
  for (const promise of await promisesOf(unit.sql, sponsors)) await move(unit, promise);
}

async function promisesOf(sql: TransactionSql, sponsors: readonly number[]): Promise<Promised[]> {
  const rows = await sql<(Omit<Promised, 'left'> & { left: string })[]>`
    select r.id as relief, r.member_id as member, r.sponsor_id as sponsor, r.currency, r.reason,
      (s.amount - coalesce((select sum(b.amount) from relief_booking b where b.relief_id = r.id and b.member_id = r.member_id), 0))::text as left
    from app.reliefs(current_date) s join relief r on r.id = s.relief_id
    where r.sponsor_id = any(${sponsors}::int[]) and s.in_force order by s.granted_on, r.id`;
  return rows.map((row) => ({ ...row, left: BigInt(row.left) })).filter(({ left }) => left > 0n);
}

async function move(
  unit: Unit,
  { relief, member, sponsor, currency, reason, left }: Promised,
): Promise<void> {
  const { sql } = unit;
  // The sponsor first, as everywhere: its payment has locked it already.
  await lockMember(sql, sponsor);
  await lockMember(sql, member);
  const found = await standingsOf(sql, [member, sponsor], currency);
  const covered = await sql<
    { id: string }[]
  >`select assessment_id as id from relief_cover where relief_id = ${relief}`;
  const standings = (found.get(member)?.standings ?? []).filter(({ assessment }) =>
    covered.some(({ id }) => id === assessment),
  );
  const open = standings.reduce((sum, { outstanding }) => sum + outstanding, 0n);
  const amount = [left, open, found.get(sponsor)?.credit ?? 0n].reduce((least, one) =>
    one < least ? one : least,
  );
  if (amount <= 0n) return;
  const [from, to] = [await regionToday(sql, sponsor), await regionToday(sql, member)];
  const shared = { kind: 'transfer', bookedOn: await todayOf(sql), currency, reason } as const;
  const transactions = await book(
    sql,
    [
      {
        ...shared,
        member: sponsor,
        region: from,
        entries: [
          { account: 'credit', region: from, assessment: null, amount },
          { account: 'transfer', region: from, assessment: null, amount: -amount },
        ],
      },
      {
        ...shared,
        member,
        region: to,
        entries: merged([
          { account: 'transfer', region: to, assessment: null, amount },
          { account: 'credit', region: to, assessment: null, amount: -amount },
          ...settle(standings, amount, to),
        ]),
      },
    ],
    unit.actor,
  );
  await sql`insert into relief_booking ${sql([
    {
      transaction_id: String(transactions[0]),
      relief_id: relief,
      member_id: sponsor,
      region_id: from,
      amount: amount.toString(),
    },
    {
      transaction_id: String(transactions[1]),
      relief_id: relief,
      member_id: member,
      region_id: to,
      amount: amount.toString(),
    },
  ])}`;
}
