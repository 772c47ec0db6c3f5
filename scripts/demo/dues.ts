import { type Booking, book, standingsOf } from '../../server/dues/ledger.ts';
import { planRun } from '../../server/dues/plan.ts';
import { recipientsOf } from '../../server/dues/recipients.ts';
import { rulesOf } from '../../server/dues/rulebook.ts';
import { issue } from '../../server/dues/run.ts';
import { merged, settle } from '../../server/dues/settlement.ts';
import { storeRulebook } from '../../server/statutes/versions.ts';
import { type Demo, type DemoMember, insertRows } from './demo.ts';
import type { Random } from './random.ts';

const RULEBOOK = 'ninefold-demonstration';
const YEARS = 10;
const DETERMINED = 'No earlier list of income groups is loaded: the earliest one is applied (demonstration)';

/** How a member of the demonstration pays: all of it in time, mostly so, late, in part, or seldom. All invented. */
type Habit = 'always' | 'prompt' | 'late' | 'partly' | 'seldom';

interface Paid {
  id: string;
  member: number;
  region: number;
  amount: bigint;
  receivedOn: string;
  /** Returned by the bank some days later. */
  returnedOn: string | null;
}

/** Ten years of dues: each year's run through the rulebook engine, then the year's payments through the ledger. */
export async function loadDues(demo: Demo): Promise<void> {
  const { sql, today } = demo;
  await storeRulebook(sql, RULEBOOK);
  const thisYear = Number(today.slice(0, 4));
  const habits = new Map(demo.members.map((member) => [member.id, habitOf(demo.random, member)]));
  const finance =
    demo.people.find(({ offices }) => offices.some(({ kind }) => kind === 'finance'))?.id ?? null;
  for (let year = thisYear - YEARS + 1; year <= thisYear; year++) {
    await determineIncomeGroups(demo, year);
    await run(demo, year, `${year}-02-01`, finance);
    await payYear(demo, year, habits, finance);
    await run(demo, year, `${year}-11-15`, finance);
    // The first year tells the planner what the tables look like; without it, it takes them for empty.
    if (year === thisYear - YEARS + 1) {
      await sql`analyze member, membership, member_region, determined_fact, assessment, assessment_balance, member_balance,
        payment, ledger_transaction, ledger_entry`;
    }
  }
}

function habitOf(random: Random, member: DemoMember): Habit {
  const share = random.next();
  // Of a real organisation nothing is invented that it could mind.
  if (!member.invented) return 'always';
  if (share < 0.62) return 'prompt';
  if (share < 0.82) return 'late';
  return share < 0.92 ? 'partly' : 'seldom';
}

/** Where no list of the year is loaded, the secretariat determines the group, as the rulebook allows. */
async function determineIncomeGroups(demo: Demo, year: number): Promise<void> {
  await demo.sql`insert into determined_fact (member_id, region_id, year, fact, value, reason, determined_at)
    select m.id, m.region, ${year}, 'income_group', m.value, ${DETERMINED}, make_date(${year}, 1, 15)
    from jsonb_to_recordset(${demo.sql.json(demo.members.filter(({ incomeGroup }) => incomeGroup).map(groupRow) as never)})
      m (id int, region int, country text, value text)
    where not exists (select 1 from country_fact f where f.iso2 = m.country and f.fact = 'income_group'
      and f.during @> make_date(${year}, 1, 1))`;
}

function groupRow({ id, regionId, country, incomeGroup }: DemoMember) {
  return { id, region: regionId, country, value: incomeGroup };
}

async function run(demo: Demo, year: number, issuedOn: string, actor: string | null): Promise<void> {
  const { sql, today } = demo;
  if (issuedOn > today) return;
  const rules = await rulesOf(sql, year);
  const plan = planRun(rules, await recipientsOf(sql, year, null, issuedOn), year, null);
  if (plan.lines.length > 0) await issue(sql, rules, plan, { year, region: null }, issuedOn, actor, true);
}

/** The payments of a year, after its run: what each member pays follows from its habit and what it owes. */
async function payYear(
  demo: Demo,
  year: number,
  habits: Map<number, Habit>,
  actor: string | null,
): Promise<void> {
  const { sql, random, today } = demo;
  const rules = await rulesOf(sql, year);
  const members = demo.members.map(({ id }) => id);
  const found = await standingsOf(sql, members, rules.currency);
  const wishes = demo.members.flatMap((member) => {
    const owed = (found.get(member.id)?.standings ?? []).reduce((sum, one) => sum + one.outstanding, 0n);
    const wish = owed > 0n ? wishOf(random, habits.get(member.id) ?? 'prompt', owed, year) : null;
    return wish && wish.receivedOn <= today ? [{ ...wish, member: member.id, region: member.regionId }] : [];
  });
  if (wishes.length === 0) return;
  wishes.sort((one, other) => one.receivedOn.localeCompare(other.receivedOn) || one.member - other.member);
  const ids = await sql<{ id: string }[]>`select uuidv7() as id from generate_series(1, ${wishes.length})`;
  const regions = await regionsOn(demo, wishes);
  const payments = wishes.map(
    (wish, index): Paid => ({
      ...wish,
      id: String(ids[index]?.id),
      region: regions.get(index) ?? wish.region,
    }),
  );
  await writePayments(demo, payments, year, rules.currency, actor);
  const bookings = payments.flatMap((payment): Booking[] => {
    const { member, region, amount, receivedOn } = payment;
    const standings = found.get(member)?.standings ?? [];
    const shared = { member, region, currency: rules.currency, payment: payment.id };
    const entries = merged([
      { account: 'bank', region, assessment: null, amount },
      { account: 'credit', region, assessment: null, amount: -amount },
      ...settle(standings, amount, region),
    ]);
    return [{ ...shared, kind: 'payment', bookedOn: receivedOn, entries }];
  });
  await book(sql, bookings, actor);
  await returnSome(demo, payments, rules.currency, actor);
}

/** When and how much: a treasurer that pays all, later, half, or in some years only. */
function wishOf(
  random: Random,
  habit: Habit,
  owed: bigint,
  year: number,
): Omit<Paid, 'id' | 'member' | 'region'> | null {
  const chance = random.next();
  const day = random.int(1, 28);
  const month = habit === 'prompt' || habit === 'always' ? random.int(2, 3) : random.int(4, 10);
  const returned = random.chance(0.01);
  if (
    (habit === 'seldom' && chance < 0.7) ||
    (habit === 'late' && chance < 0.12) ||
    (habit === 'prompt' && chance < 0.02)
  )
    return null;
  const half = habit === 'partly' && chance < 0.7;
  const generous = habit === 'prompt' && chance > 0.97;
  const amount = half ? owed / 2n - ((owed / 2n) % 100n) : generous ? owed + 5_000n : owed;
  const on = (of: number) => `${year}-${String(of).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return {
    amount,
    receivedOn: on(Math.max(month, 2)),
    returnedOn: returned && habit !== 'always' ? on(month + 1) : null,
  };
}

/** The region of each payer on the day of its payment, by the payment's place in the list. */
async function regionsOn(
  demo: Demo,
  wishes: { member: number; receivedOn: string }[],
): Promise<Map<number, number>> {
  const rows = await demo.sql<{ n: number; region: number }[]>`
    select w.n, mr.region_id as region
    from jsonb_to_recordset(${demo.sql.json(wishes.map(({ member, receivedOn }, n) => ({ n, member, day: receivedOn })) as never)})
      w (n int, member int, day date)
    join member_region mr on mr.member_id = w.member and mr.during @> w.day`;
  return new Map(rows.map(({ n, region }) => [n, region]));
}

async function writePayments(
  demo: Demo,
  payments: Paid[],
  year: number,
  currency: string,
  actor: string | null,
): Promise<void> {
  await insertRows(
    demo.sql,
    'payment',
    payments.map((one, index) => ({
      id: one.id,
      member_id: one.member,
      region_id: one.region,
      receipt: `${year}-${String(index + 1).padStart(6, '0')}`,
      amount: one.amount.toString(),
      currency,
      received_on: one.receivedOn,
      method: 'bank_transfer',
      bank_reference: `DEMO-${year}-${one.member}`,
      recorded_by: actor,
      invented: true,
      recorded_at: `${one.receivedOn}T12:00:00Z`,
    })),
  );
  await insertRows(
    demo.sql,
    'bank_reference',
    payments
      .filter(({ returnedOn }) => !returnedOn)
      .map((one) => ({
        member_id: one.member,
        region_id: one.region,
        reference: `DEMO-${year}-${one.member}`,
        payment_id: one.id,
      })),
  );
  await demo.sql`insert into receipt_series (series, last) values (${String(year)}, ${payments.length})`;
}

/** A few transfers come back from the bank: reversals, as the treasurers see them. */
async function returnSome(
  demo: Demo,
  payments: Paid[],
  currency: string,
  actor: string | null,
): Promise<void> {
  const returned = payments.filter(({ returnedOn }) => returnedOn && returnedOn <= demo.today);
  if (returned.length === 0) return;
  const found = await standingsOf(
    demo.sql,
    returned.map(({ member }) => member),
    currency,
  );
  const booked = await demo.sql<{ id: string; payment: string }[]>`
    select id, payment_id as payment from ledger_transaction
    where kind = 'payment' and payment_id = any(${returned.map(({ id }) => id)}::uuid[])`;
  const ids = new Map(booked.map(({ payment, id }) => [payment, id]));
  const bookings = returned.map(({ id, member, region, amount, returnedOn }): Booking => {
    const { standings, credit } = found.get(member) ?? { standings: [], credit: 0n };
    const entries = merged([
      { account: 'bank', region, assessment: null, amount: -amount },
      { account: 'credit', region, assessment: null, amount },
      ...settle(standings, credit - amount, region),
    ]);
    return {
      kind: 'reversal',
      bookedOn: String(returnedOn),
      member,
      region,
      currency,
      payment: id,
      reverses: String(ids.get(id)),
      reason: 'Returned by the bank (demonstration)',
      entries,
    };
  });
  await book(demo.sql, bookings, actor);
}
