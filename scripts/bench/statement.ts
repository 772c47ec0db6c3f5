import postgres from 'postgres';
import type { Contest } from './contest.ts';
import { median, percentile } from './measure.ts';
import type { BenchQuery } from './queries.ts';

/** The ledger that the statement is read from. */
const ENTRIES = 1_000_000;
const FIRST_MEMBER = 101;
const CURRENCY = 'EUR';
/** Transactions in one statement: the ledger's triggers look at them together. */
const BATCH = 25_000;

/** The first page of a member's statement, with the balance after each line. */
export const STATEMENT_QUERY: BenchQuery = {
  name: 'statement',
  asker: 'coordinator',
  document: `query BenchStatement($id: Int!) {
  member(id: $id) { name statement(first: 25) { next rows { id kind bookedOn change balance currency reason } } }
}`,
  variables: () => ({ id: FIRST_MEMBER }),
  values: ({ id }) => [Number(id)],
  byHand: `
with shown as (
  select t.id, t.kind, t.booked_on, t.reason, x.currency, x.change, row_number() over (order by t.booked_on desc, t.id desc) as n
  from (select t.* from ledger_transaction t where t.member_id = $1 and t.booked_on <= current_date
    order by t.booked_on desc, t.id desc limit 60) t
  cross join lateral (select e.currency, sum(e.amount) as change from ledger_entry e
    where e.transaction_id = t.id and e.account in ('receivable', 'credit') group by e.currency having sum(e.amount) <> 0) x
), page as (
  select s.*, (select sum(b.balance) from member_balance b
      where b.member_id = $1 and b.account in ('receivable', 'credit') and b.currency = s.currency)
    - sum(s.change) over (partition by s.currency order by s.booked_on desc, s.id desc) + s.change as balance
  from shown s
)
select json_build_object('member', (select json_build_object('name', o.name, 'statement', json_build_object(
  'next', (select translate(encode(convert_to(json_build_array(booked_on::text, id::text, currency)::text, 'UTF8'), 'base64'), E'+/=\\n', '-_')
    from page where n = 25 and (select count(*) from page) > 25),
  'rows', (select json_agg(json_build_object('id', id, 'kind', kind, 'bookedOn', booked_on, 'change', change::text,
      'balance', balance::text, 'currency', currency, 'reason', reason) order by n) from page where n <= 25)))
  from member m join organisation o on o.id = m.organisation_id where m.place_id = $1)) as page`,
};

export interface StatementFigures {
  entries: number;
  /** Lines of the account that is read. */
  lines: number;
  p99Ms: number;
  rawP99Ms: number;
  /** The product's p99 in ratio to the hand-written statement's below no row security: 1 is equal, 2 twice as long. */
  p99ToRawSql: number;
}

/**
 * Measures the statement page over a million ledger entries, beside the same page written by hand. The federation of
 * the contest is loaded already; its ledger is filled up here.
 */
export async function benchStatement(of: Contest, entries = ENTRIES): Promise<StatementFigures> {
  const { takeRounds } = await import('./contest.ts');
  of.tell(`Filling the ledger to ${entries} entries …`);
  const lines = await fillLedger(of.databaseUrl, entries);
  const loads = (await takeRounds({ ...of, queries: [STATEMENT_QUERY] })).get(STATEMENT_QUERY.name) ?? [];
  const p99 = (who: 'product' | 'raw') => median(loads.map((one) => percentile(one[who].times, 0.99)));
  const [own, raw] = [p99('product'), p99('raw')];
  return { entries, lines, p99Ms: own, rawP99Ms: raw, p99ToRawSql: own / raw };
}

/** Small payments of every member over twenty years, through the ledger's own triggers. */
async function fillLedger(databaseUrl: string, entries: number): Promise<number> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    const [have] = await sql<{ n: number }[]>`select count(*)::int as n from ledger_entry`;
    const missing = Math.ceil(Math.max(0, entries - (have?.n ?? 0)) / 2);
    // Checked row by row at commit, a million entries would take minutes; each statement's entries are still checked.
    await sql`alter table ledger_transaction disable trigger ledger_transaction_balanced`;
    for (let done = 0; done < missing; done += BATCH) {
      await sql.begin(async (transaction) => payments(transaction, done, Math.min(BATCH, missing - done)));
    }
    await sql`alter table ledger_transaction enable trigger ledger_transaction_balanced`;
    await sql`vacuum analyze ledger_transaction, ledger_entry, member_balance`;
    const [of] = await sql<
      { n: number }[]
    >`select count(*)::int as n from ledger_transaction where member_id = ${FIRST_MEMBER}`;
    return of?.n ?? 0;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function payments(sql: postgres.TransactionSql, from: number, count: number): Promise<void> {
  await sql`create temporary table paid on commit drop as
    select uuidv7() as id, m.place_id, mr.region_id, current_date - (i * 13) % 7300 as day, 100 + i % 900 as amount
    from generate_series(${from}::int, ${from + count - 1}::int) i
    join (select place_id, row_number() over (order by place_id) - 1 as n, count(*) over () as all from member) m on m.n = i % m.all
    join member_region mr on mr.member_id = m.place_id and upper_inf(mr.during)`;
  await sql`insert into ledger_transaction (id, kind, booked_on, member_id, region_id)
    select id, 'payment', day, place_id, region_id from paid`;
  await sql`insert into ledger_entry (transaction_id, account, member_id, region_id, booked_on, amount, currency)
    select p.id, side.account, p.place_id, p.region_id, p.day, side.sign * p.amount, ${CURRENCY}
    from paid p cross join (values ('bank', 1), ('credit', -1)) side (account, sign)`;
}
