import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';
import { MEMBERS } from '../../test/world.ts';
import { type Booking, book, standingsOf } from '../ledger.ts';
import { planRun } from '../plan.ts';
import { recipientsOf } from '../recipients.ts';
import { rulesOf } from '../rulebook.ts';
import { issue } from '../run.ts';
import { type Entry, merged, reduce, type Standing, settle } from '../settlement.ts';
import { type Held, paidOut, refunded, refundReturned, transferred } from './movements.ts';

let front: Front;
let owner: postgres.Sql;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, {
    max: 1,
    onnotice: () => {},
    types: { date: { to: 1184, from: [1082], serialize: String, parse: String } },
  });
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

/** The same numbers at every run (mulberry32). */
function random(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { below, cents: (most: number) => BigInt(1 + below(most)) };
}

const least = (one: bigint, other: bigint) => [one, other].sort((a, b) => (a < b ? -1 : 1))[0] as bigint;

/** One assessment as somebody keeps it by hand. */
interface Owed {
  asked: bigint;
  open: bigint;
  region: number;
}

/** A member's account by hand: dues in the order of their years, and money that none has used. */
class Account {
  readonly owed: Owed[] = [];
  credit = 0n;

  /** Money settles the oldest; where it is gone, the newest open again. */
  settle(): void {
    for (const one of this.owed) {
      const moved = least(this.credit, one.open);
      if (moved <= 0n) continue;
      one.open -= moved;
      this.credit -= moved;
    }
    for (const one of this.owed.toReversed()) {
      const back = least(one.asked - one.open, -this.credit);
      if (back <= 0n) continue;
      one.open += back;
      this.credit += back;
    }
  }

  /** So much less is asked; what was paid of it is credit. */
  reduce(one: Owed, by: bigint): void {
    const open = least(by, one.open);
    one.asked -= by;
    one.open -= open;
    this.credit += by - open;
    this.settle();
  }

  shares(): Map<number, bigint> {
    const sums = new Map<number, bigint>();
    // A fifth of what was paid, to the cent.
    for (const { asked, open, region } of this.owed) {
      sums.set(region, (sums.get(region) ?? 0n) + ((asked - open) * 2n + 5n) / 10n);
    }
    return sums;
  }
}

/** What an entry does to the standings in memory, as the database's trigger does to the kept balances. */
function follow(held: Held, entries: Entry[]): void {
  for (const { account, assessment, amount } of entries) {
    if (account === 'credit') held.credit -= amount;
    const one = held.standings.find((each) => each.assessment === assessment);
    if (!one) continue;
    if (account === 'receivable') one.outstanding += amount;
    if (account === 'region_share') one.shared -= amount;
    if (account === 'relief' || account === 'write_off') one.amount -= amount;
  }
}

interface Done {
  member: number;
  kind: 'payment' | 'refund' | 'reduction' | 'payout';
  amount: bigint;
  assessment: string | null;
  account: 'relief' | 'write_off' | null;
  region: number;
}

const BATCHES = 100;
const OPERATIONS = 1000;
const YEARS = [2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025];
/** Of members the region does not change in this world. */
const REGION = new Map<number, number>(
  MEMBERS.map(({ id, region }) => [id, { EAST: 2, WEST: 3, NORTH: 4 }[region] as number]),
);
const PAYERS = [11, 12, 13, 14, 15, 16];

/** One batch: operations one after the other over the standings that the database has, booked together. */
class Batch {
  readonly bookings: Booking[] = [];
  readonly day: string;
  readonly held: Map<number, Held>;

  constructor(day: string, held: Map<number, Held>) {
    this.day = day;
    this.held = held;
  }

  of(member: number): Held {
    return this.held.get(member) as Held;
  }

  add(
    kind: Booking['kind'],
    member: number | null,
    region: number,
    entries: Entry[],
    more: Partial<Booking> = {},
  ): void {
    if (member !== null) follow(this.of(member), entries);
    this.bookings.push({
      kind,
      bookedOn: this.day,
      member,
      region,
      currency: 'USD',
      reason: 'model',
      entries,
      ...more,
    });
  }
}

test('sec-37: 100,000 random operations leave the ledger as a model by hand has it', {
  timeout: 300_000,
}, async () => {
  const { below, cents } = random(37);
  const accounts = new Map(PAYERS.map((id) => [id, new Account()]));
  const account = (id: number) => accounts.get(id) as Account;
  const sentTo = new Map([2, 3, 4].map((region) => [region, 0n]));
  const owedTo = (region: number) =>
    [...accounts.values()].reduce((sum, one) => sum + (one.shares().get(region) ?? 0n), 0n) -
    (sentTo.get(region) ?? 0n);
  const done: Done[] = [];
  const counts: Record<string, number> = {};
  const count = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };

  const operate = (batch: Batch) => {
    const member = PAYERS[below(PAYERS.length)] as number;
    const region = REGION.get(member) as number;
    const mine = account(member);
    const held = batch.of(member);
    const act = below(100);
    if (act < 26) {
      const amount = cents(90_000);
      batch.add('payment', member, region, received(held, region, amount));
      mine.credit += amount;
      mine.settle();
      done.push({ member, kind: 'payment', amount, assessment: null, account: null, region });
      return 'pay';
    }
    if (act < 55) return takeBack(batch);
    if (act < 78) {
      const at = below(held.standings.length);
      const standing = held.standings[at] as Standing;
      const one = mine.owed[at] as Owed;
      const write = act >= 64;
      const most = write ? one.open : one.asked;
      if (most === 0n) return takeBack(batch);
      const by = ((cents(30_000) - 1n) % most) + 1n;
      const name = write ? 'write_off' : 'relief';
      const taken = reduce(standing, by, name, region);
      const then = held.standings.map((each) => (each === standing ? taken.after : each));
      batch.add(
        'reduction',
        member,
        region,
        merged([...taken.entries, ...settle(then, held.credit + taken.credit, region)]),
        {
          assessment: standing.assessment,
        },
      );
      mine.reduce(one, by);
      done.push({
        member,
        kind: 'reduction',
        amount: by,
        assessment: standing.assessment,
        account: name,
        region,
      });
      return write ? 'write off' : 'reduce';
    }
    if (act < 94) {
      if (mine.credit === 0n) return takeBack(batch);
      const amount = ((cents(50_000) - 1n) % mine.credit) + 1n;
      mine.credit -= amount;
      if (act < 86) {
        batch.add('refund', member, region, refunded(region, amount));
        done.push({ member, kind: 'refund', amount, assessment: null, account: null, region });
        return 'refund';
      }
      const other = PAYERS[(PAYERS.indexOf(member) + 1 + below(PAYERS.length - 1)) % PAYERS.length] as number;
      batch.add('transfer', member, region, transferred(held, region, amount));
      const home = REGION.get(other) as number;
      batch.add('transfer', other, home, transferred(batch.of(other), home, -amount));
      account(other).credit += amount;
      account(other).settle();
      return 'transfer';
    }
    const owed = owedTo(region);
    if (owed <= 0n) return takeBack(batch);
    const amount = ((cents(40_000) - 1n) % owed) + 1n;
    batch.add('payout', null, region, paidOut(region, amount));
    sentTo.set(region, (sentTo.get(region) ?? 0n) + amount);
    done.push({ member, kind: 'payout', amount, assessment: null, account: null, region });
    return 'pay out';
  };

  /** Takes back one of what was done, each at most once. */
  const takeBack = (batch: Batch) => {
    if (done.length === 0) return 'nothing done';
    const [back] = done.splice(below(done.length), 1) as [Done];
    const { member, region, amount } = back;
    const mine = account(member);
    const held = batch.of(member);
    if (back.kind === 'payout') {
      batch.add('payout', null, region, paidOut(region, -amount));
      sentTo.set(region, (sentTo.get(region) ?? 0n) - amount);
    } else if (back.kind === 'reduction') {
      const at = held.standings.findIndex(({ assessment }) => assessment === back.assessment);
      const standing = held.standings[at] as Standing;
      const taken = reduce(standing, -amount, back.account ?? 'relief', region);
      const then = held.standings.map((each) => (each === standing ? taken.after : each));
      batch.add(
        'reduction',
        member,
        region,
        merged([...taken.entries, ...settle(then, held.credit + taken.credit, region)]),
        {
          assessment: standing.assessment,
        },
      );
      const one = mine.owed[at] as Owed;
      one.asked += amount;
      one.open += amount;
      mine.settle();
    } else {
      const returned = back.kind === 'refund';
      const entries = returned ? refundReturned(held, region, amount) : received(held, region, -amount);
      batch.add(returned ? 'refund' : 'payment', member, region, entries);
      mine.credit += returned ? amount : -amount;
      mine.settle();
    }
    return `take back ${back.kind}`;
  };

  const agrees = async (whole: boolean) => {
    const rows = await owner<{ member: number; open: string; asked: string }[]>`
      select member_id as member, outstanding::text as open, (amount - reduced)::text as asked
      from assessment_balance order by member_id, due_on, year`;
    const kept = await owner<{ member: number; account: string; balance: string }[]>`
      select member_id as member, account, balance::text from member_balance where account in ('credit', 'region_share') and balance <> 0`;
    for (const [id, one] of accounts) {
      expect(rows.filter(({ member }) => member === id).map(({ open, asked }) => [open, asked])).toEqual(
        one.owed.map(({ open, asked }) => [open.toString(), asked.toString()]),
      );
      const of = (name: string) =>
        kept.find((row) => row.member === id && row.account === name)?.balance ?? '0';
      expect(of('credit')).toBe((-one.credit).toString());
      expect(of('region_share')).toBe(
        (-[...one.shares().values()].reduce((sum, share) => sum + share, 0n)).toString(),
      );
    }
    const [sum] = await owner<{ sum: string; sent: string }[]>`select coalesce(sum(amount), 0)::text as sum,
      coalesce(sum(amount) filter (where account = 'region_share' and member_id is null), 0)::text as sent from ledger_entry`;
    expect(sum).toEqual({
      sum: '0',
      sent: [...sentTo.values()].reduce((all, one) => all + one, 0n).toString(),
    });
    if (whole) expect(await owner`select * from app.ledger_differences()`).toEqual([]);
  };

  for (const year of YEARS) await assessYear(year, accounts);
  for (let number = 0; number < BATCHES; number++) {
    const day = new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10);
    await owner.begin(async (sql) => {
      const batch = new Batch(day, (await standingsOf(sql, PAYERS, 'USD')) as Map<number, Held>);
      for (let n = 0; n < OPERATIONS; n++) count(operate(batch));
      await book(sql, batch.bookings, null);
    });
    await agrees(number % 20 === 19);
    if (number % 10 === 9) {
      count('close');
      await owner`insert into period_closing (through) values (${day})`;
      const late: Booking = {
        ...{ kind: 'payment', bookedOn: day, member: 11, region: 2, currency: 'USD' },
        entries: received({ standings: [], credit: 0n }, 2, 1n),
      };
      await expect(owner.begin((sql) => book(sql, [late], null))).rejects.toMatchObject({
        code: 'NF004',
        detail: day,
      });
    }
  }
  const [booked] = await owner<{ n: number }[]>`select count(*)::int as n from ledger_transaction`;
  console.log(`sec-37: ${BATCHES * OPERATIONS} operations, ${booked?.n} transactions`, counts);
  for (const name of [
    'pay',
    'take back payment',
    'reduce',
    'write off',
    'refund',
    'transfer',
    'pay out',
    'close',
  ])
    expect(counts[name], name).toBeGreaterThan(0);
});

/** Money that came in, or below zero was sent back by the bank, and what it settles. */
function received(held: Held, region: number, amount: bigint): Entry[] {
  return merged([
    { account: 'bank', region, assessment: null, amount },
    { account: 'credit', region, assessment: null, amount: -amount },
    ...settle(held.standings, held.credit + amount, region),
  ]);
}

/** Issues the dues of a year by a real run, and notes by hand what each member is asked. */
async function assessYear(year: number, accounts: Map<number, Account>): Promise<void> {
  await owner.begin(async (sql) => {
    const rules = await rulesOf(sql, year);
    const plan = planRun(rules, await recipientsOf(sql, year, null, '2025-12-31'), year, null);
    await issue(sql, rules, plan, { year, region: null }, '2025-12-31', null);
    for (const { recipient, region, calculation } of plan.lines) {
      const { amount } = calculation;
      accounts.get(recipient.member)?.owed.push({ asked: amount, open: amount, region });
    }
  });
}
