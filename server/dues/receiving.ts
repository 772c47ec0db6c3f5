import { refuse } from '../errors.ts';
import type { PaymentMethod } from '../types.ts';
import type { Permit, Unit } from '../unit.ts';
import { convert, type Rate } from './facts/rates.ts';
import { book, lockMembers, standingsOf } from './ledger.ts';
import { afterPayments } from './relief/discount.ts';
import { todayOf } from './run.ts';
import { type Account, type Entry, merged, settle } from './settlement.ts';

/** The accounts that say where a payment's money is, in whichever currency. */
export const MONEY: Account[] = ['bank', 'bank_charges', 'exchange', 'rate_difference'];

/** Money that a member has paid, however it was recorded; amounts in minor units. */
export interface Incoming {
  member: number;
  receivedOn: string;
  /** Where that is another day, as for money that waited in suspense while its period was closed. */
  bookedOn?: string;
  method: PaymentMethod;
  bankReference: string | null;
  /** What the member paid, as its receipt says. */
  amount: bigint;
  currency: string;
  /** At which it counts, where that is not the currency of dues. */
  rate: Rate | null;
  /** What it counts for in the currency of dues, where that is settled otherwise than by the rate alone. */
  counted?: bigint;
  /** What reached the bank account, and what the bank had kept of it; null where it is the amount itself. */
  arrived: { amount: bigint; currency: string; charges: bigint } | null;
  /** The assessment that the payer names: it is settled before older ones. */
  names: string | null;
}

/**
 * Receives money from members: a receipt with the next number for each, the oldest dues settled, what is over becomes
 * credit. All or nothing, in few statements however many there are. Answers the payments' ids in their order.
 */
export async function receive(
  unit: Unit,
  permit: Permit<'dues.collect'>,
  incoming: Incoming[],
  currency: string,
): Promise<string[]> {
  if (incoming.some(({ member }) => permit.place !== 1 && permit.place !== member))
    refuse('not_found', 'memberId');
  await lockMembers(
    unit.sql,
    incoming.map(({ member }) => member),
  );
  const regions = await regionsOn(unit, incoming);
  const ids = await writePayments(unit, incoming, regions);
  const payments = incoming.map(
    (one, index): Booked => ({
      ...one,
      id: String(ids[index]),
      region: Number(regions[index]),
      counted: one.counted ?? (one.rate ? convert(one.amount, one.rate) : one.amount),
    }),
  );
  const today = await todayOf(unit.sql);
  for (const round of rounds(payments)) await bookRound(unit, round, currency, today);
  await afterPayments(unit, payments);
  return ids;
}

interface Booked extends Incoming {
  id: string;
  region: number;
  /** What it counts for, in the currency of dues. */
  counted: bigint;
}

/** A member's second payment is booked over what its first has left. */
function rounds(payments: Booked[]): Booked[][] {
  const found: Booked[][] = [];
  const seen = new Map<number, number>();
  for (const payment of payments) {
    const round = seen.get(payment.member) ?? 0;
    seen.set(payment.member, round + 1);
    found[round] = [...(found[round] ?? []), payment];
  }
  return found;
}

/** On the day of receipt it settles what had been issued by then; what was issued since is settled from credit today. */
async function bookRound(unit: Unit, payments: Booked[], currency: string, today: string): Promise<void> {
  const members = payments.map(({ member }) => member);
  const before = await standingsOf(unit.sql, members, currency);
  const received = payments.map((payment) => {
    const { member, region, counted, receivedOn } = payment;
    const issued = (before.get(member)?.standings ?? []).filter((one) => one.issuedOn <= receivedOn);
    const named = issued.filter(({ assessment }) => assessment === payment.names);
    const order = [...named, ...issued.filter((one) => !named.includes(one))];
    const entries = merged([
      ...moneyOf(payment, currency),
      { account: 'credit', region, assessment: null, amount: -counted },
      ...settle(order, counted, region),
    ]);
    return {
      kind: 'payment' as const,
      bookedOn: payment.bookedOn ?? receivedOn,
      member,
      region,
      currency,
      payment: payment.id,
      entries,
    };
  });
  await book(unit.sql, received, unit.actor);
  const after = await standingsOf(unit.sql, members, currency);
  const settled = payments.map(({ id, member, region }) => {
    const { standings, credit } = after.get(member) ?? { standings: [], credit: 0n };
    const entries = settle(standings, credit, region);
    return { kind: 'settlement' as const, bookedOn: today, member, region, currency, payment: id, entries };
  });
  await book(unit.sql, settled, unit.actor);
}

/**
 * Where the money is: at the bank what arrived, as charges what the bank kept. Another currency goes over the exchange
 * account at the stated rate; what the bank's own rate made of it differs from that, which is nobody's debt.
 */
function moneyOf({ amount, currency, arrived, counted, region }: Booked, dues: string): Entry[] {
  const money = arrived ?? { amount, currency, charges: 0n };
  const shared = { region, assessment: null, currency: money.currency };
  const reached: Entry[] = [
    { ...shared, account: 'bank', amount: money.amount },
    { ...shared, account: 'bank_charges', amount: money.charges },
  ];
  const gross = money.amount + money.charges;
  const bridge: Entry[] =
    money.currency === dues
      ? [{ ...shared, account: 'rate_difference', amount: counted - gross }]
      : [
          { ...shared, account: 'exchange', amount: -gross },
          { ...shared, account: 'exchange', amount: counted, currency: dues },
        ];
  return [...reached, ...bridge].map(({ currency: own, ...entry }) =>
    own === dues ? entry : { ...entry, currency: own ?? dues },
  );
}

async function writePayments(unit: Unit, incoming: Incoming[], regions: number[]): Promise<string[]> {
  const { sql } = unit;
  const [series] = await sql<{ series: string; last: number }[]>`
    insert into receipt_series as s (series, last) values (to_char(current_date, 'YYYY'), ${incoming.length})
    on conflict (series) do update set last = s.last + ${incoming.length} returning series, last`;
  const first = Number(series?.last) - incoming.length + 1;
  const rows = incoming.map((one, index) => ({
    n: index,
    member_id: one.member,
    region_id: regions[index],
    receipt: `${series?.series}-${String(first + index).padStart(6, '0')}`,
    amount: one.amount.toString(),
    currency: one.currency,
    received_on: one.receivedOn,
    method: one.method,
    bank_reference: one.bankReference,
    charges: (one.arrived?.charges ?? 0n).toString(),
    charges_currency: one.arrived?.charges ? one.arrived.currency : null,
    rate: one.rate?.rate ?? null,
    rate_on: one.rate?.day ?? null,
    rate_source: one.rate?.source || null,
  }));
  const ids = await sql<{ id: string }[]>`select uuidv7() as id from generate_series(1, ${incoming.length})`;
  const written = rows.map((row, index) => ({ ...row, id: ids[index]?.id }));
  await sql`insert into payment (id, member_id, region_id, receipt, amount, currency, received_on, method, bank_reference,
      charges, charges_currency, rate, rate_on, rate_source, recorded_by)
    select id, member_id, region_id, receipt, amount, currency, received_on, method, bank_reference,
      charges, charges_currency, rate, rate_on, rate_source, ${unit.actor}
    from jsonb_populate_recordset(null::payment, ${sql.json(written as never)})`;
  await claimReferences(unit, written);
  return written.map(({ id }) => String(id));
}

/** A bank reference counts once for a member: what is recorded already is not recorded again. */
async function claimReferences(
  { sql }: Unit,
  payments: {
    id: string | undefined;
    member_id: number;
    region_id: number | undefined;
    bank_reference: string | null;
  }[],
): Promise<void> {
  const referring = payments.filter(({ bank_reference }) => bank_reference);
  if (referring.length === 0) return;
  const claimed = await sql<{ id: string }[]>`
    insert into bank_reference (member_id, region_id, reference, payment_id)
    select member_id, region_id, bank_reference, id from jsonb_populate_recordset(null::payment, ${sql.json(referring as never)})
    on conflict do nothing returning payment_id as id`;
  const done = new Set(claimed.map(({ id }) => id));
  const twice = referring.find(({ id }) => !done.has(String(id)));
  if (twice) refuse('duplicate_payment', 'bankReference', twice.bank_reference);
}

/** Each member's region on the day; where it had none then, its last before or first after. */
async function regionsOn({ sql }: Unit, incoming: Incoming[]): Promise<number[]> {
  const asked = incoming.map(({ member, receivedOn }, n) => ({ n, member, day: receivedOn }));
  const rows = await sql<{ region: number }[]>`
    select r.region_id as region from jsonb_to_recordset(${sql.json(asked)}) a(n int, member int, day date)
    join lateral (select region_id from member_region m where m.member_id = a.member
      order by m.during @> a.day desc, lower(m.during) > a.day, lower(m.during) desc limit 1) r on true
    order by a.n`;
  if (rows.length < incoming.length) refuse('not_found', 'memberId');
  return rows.map(({ region }) => region);
}
