import { paidOut, refunded } from '../../server/dues/accounts/movements.ts';
import { type Booking, book, standingsOf } from '../../server/dues/ledger.ts';
import { merged, reduce, settle } from '../../server/dues/settlement.ts';
import { type Demo, insertRows } from './demo.ts';

/** So many years stay open; those before are closed. */
const YEARS_OPEN = 3;
const CURRENCY = 'USD';
/** The limit of the demonstration's rulebook, above which two persons write off. */
const LIMIT = 50_000n;

/** What finance does besides payments: shares paid to the regions, a refund, write-offs, and closed years. All invented. */
export async function loadDuesAccounts(demo: Demo): Promise<void> {
  const of = (kind: string) =>
    String(demo.people.find(({ offices }) => offices.some((one) => one.kind === kind))?.id);
  const finance = of('finance');
  await payRegions(demo, finance);
  await refundSome(demo, finance);
  await writeOffSome(demo, finance);
  const lastYear = Number(demo.today.slice(0, 4)) - YEARS_OPEN;
  for (const year of [lastYear - 1, lastYear]) {
    await demo.sql`insert into period_closing (through, note, closed_by, closed_at, invented)
      values (${`${year}-12-31`}, ${`Accounts of ${year}, audited (demonstration)`}, ${finance}, ${`${year + 1}-04-20T10:00:00Z`}, true)`;
  }
}

/** In February each region has its share of the year before. */
async function payRegions(demo: Demo, finance: string): Promise<void> {
  const { sql, today } = demo;
  const owed = await sql<{ region: number; year: number; amount: string }[]>`
    select region_id as region, extract(year from booked_on)::int as year, (-sum(amount))::text as amount from ledger_entry
    where account = 'region_share' and currency = ${CURRENCY} and booked_on < date_trunc('year', ${today}::date)
    group by 1, 2 having sum(amount) < 0 order by 2, 1`;
  const payouts = owed
    .map((one) => ({ ...one, amount: BigInt(one.amount), paidOn: `${one.year + 1}-02-20` }))
    .filter(({ paidOn }) => paidOn <= today);
  const bookings = payouts.map(
    ({ region, amount, paidOn }): Booking => ({
      ...{ kind: 'payout', bookedOn: paidOn, member: null, region, currency: CURRENCY },
      entries: paidOut(region, amount),
    }),
  );
  const ids = await book(sql, bookings, finance);
  await insertRows(
    sql,
    'payout',
    payouts.map(({ region, year, amount, paidOn }, index) => ({
      ...{ id: crypto.randomUUID(), region_id: region, amount: amount.toString(), currency: CURRENCY },
      ...{
        paid_on: paidOn,
        bank_reference: `DEMO-SHARE-${year}`,
        note: `Share of ${year}`,
        transaction_id: ids[index],
      },
      ...{ recorded_by: finance, recorded_at: `${paidOn}T12:00:00Z`, invented: true },
    })),
  );
  await insertRows(
    sql,
    'sent_reference',
    payouts.map(({ region, year }, index) => ({
      ...{ place_id: region, reference: `DEMO-SHARE-${year}`, transaction_id: ids[index] },
    })),
  );
}

/** One member that had paid too much had it sent back. */
async function refundSome(demo: Demo, finance: string): Promise<void> {
  const { sql, today } = demo;
  const [paid] = await sql<{ member: number; amount: string }[]>`
    select b.member_id as member, (-b.balance)::text as amount from member_balance b
    join member m on m.place_id = b.member_id join organisation o on o.id = m.organisation_id and o.invented
    where b.account = 'credit' and b.currency = ${CURRENCY} and b.balance < 0 order by b.member_id limit 1`;
  const region = demo.members.find(({ id }) => id === paid?.member)?.regionId;
  if (!paid || !region) return;
  const amount = BigInt(paid.amount);
  const reason = 'Paid twice (demonstration)';
  const { member } = paid;
  const [transaction] = await book(
    sql,
    [
      {
        kind: 'refund',
        bookedOn: today,
        member,
        region,
        currency: CURRENCY,
        reason,
        entries: refunded(region, amount),
      },
    ],
    finance,
  );
  await insertRows(sql, 'refund', [
    {
      ...{
        id: crypto.randomUUID(),
        member_id: member,
        region_id: region,
        amount: amount.toString(),
        currency: CURRENCY,
      },
      ...{ paid_on: today, bank_reference: 'DEMO-REFUND-1', reason, transaction_id: transaction },
      ...{ recorded_by: finance, recorded_at: `${today}T12:00:00Z`, invented: true },
    },
  ]);
  await insertRows(sql, 'sent_reference', [
    { place_id: member, reference: 'DEMO-REFUND-1', transaction_id: transaction },
  ]);
}

interface Lost {
  assessment: string;
  member: number;
  region: number;
  outstanding: string;
}

/** The oldest dues of some invented members: one small amount is written off, larger ones wait for a second person. */
async function writeOffSome(demo: Demo, finance: string): Promise<void> {
  const { sql } = demo;
  const lost = await sql<Lost[]>`
    select distinct on (b.member_id) b.assessment_id as assessment, b.member_id as member, b.region_id as region, b.outstanding::text
    from assessment_balance b join member m on m.place_id = b.member_id
    join organisation o on o.id = m.organisation_id and o.invented
    where b.outstanding > 0 and b.due_on < ${demo.today}::date - 500 and b.currency = ${CURRENCY}
    order by b.member_id, b.due_on`;
  const small = lost.find(({ outstanding }) => BigInt(outstanding) <= LIMIT);
  const large = lost.filter(({ outstanding }) => BigInt(outstanding) > LIMIT).slice(0, 2);
  for (const one of large) await propose(demo, one, finance);
  if (!small) return;
  const id = await propose(demo, small, finance);
  const by = BigInt(small.outstanding);
  const held = (await standingsOf(sql, [small.member], CURRENCY)).get(small.member);
  const standing = held?.standings.find(({ assessment }) => assessment === small.assessment);
  if (!held || !standing) throw new Error(`no standing of ${small.assessment}`);
  const taken = reduce(standing, by, 'write_off', small.region);
  const then = held.standings.map((each) => (each === standing ? taken.after : each));
  const entries = merged([...taken.entries, ...settle(then, held.credit + taken.credit, small.region)]);
  const { member, region, assessment } = small;
  const [transaction] = await book(
    sql,
    [
      {
        kind: 'reduction',
        bookedOn: demo.today,
        member,
        region,
        currency: CURRENCY,
        assessment,
        reason: REASON,
        entries,
      },
    ],
    finance,
  );
  await insertRows(sql, 'write_off_decision', [
    {
      ...{
        write_off_id: id,
        member_id: member,
        region_id: region,
        proposed_by: finance,
        alone: true,
        approved: true,
      },
      ...{ transaction_id: transaction, decided_by: finance, decided_at: `${demo.today}T09:00:00Z` },
    },
  ]);
}

const REASON = 'Does not answer since two years (demonstration)';

async function propose(demo: Demo, one: Lost, finance: string): Promise<string> {
  const [made] = await demo.sql<{ id: string }[]>`
    insert into write_off (assessment_id, member_id, region_id, amount, currency, reason, counted, limit_amount,
      rulebook, version, article, proposed_by, proposed_at, invented)
    select ${one.assessment}, ${one.member}, ${one.region}, ${one.outstanding}, ${CURRENCY}, ${REASON}, ${one.outstanding},
      ${LIMIT.toString()}, v.rulebook, v.version, '3.9', ${finance}, ${`${demo.today}T09:00:00Z`}, true
    from rulebook_version v join network n on n.rulebook = v.rulebook order by v.version desc limit 1 returning id`;
  return String(made?.id);
}
