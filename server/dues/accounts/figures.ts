import { type OnDate, type Row, type Scope, type Search, type SortKey, TODAY } from '../../reading/shape.ts';
import { openOn } from '../figures.ts';

/** The accounts of which a member's statement speaks: what it owes, and what it has paid too much. */
const OWN = `('receivable', 'credit')`;

export const STATEMENT_SORTS: Record<string, SortKey[]> = {
  BOOKED: [
    { by: (c) => `${c}.booked_on`, type: 'date' },
    { by: (c) => `${c}.id`, type: 'uuid' },
    { by: (c) => `${c}.currency`, type: 'text' },
  ],
};

/** A member's bookings that changed what it owes or has as credit, within the days asked for, as rows `t`. */
function lines(row: Row, scope: Scope): string {
  const days = [`t.booked_on <= ${scope.asOf}`];
  if (scope.form('from', isGiven)) days.push(`t.booked_on >= ${scope.arg('from')}::date`);
  if (scope.form('until', isGiven)) days.push(`t.booked_on <= ${scope.arg('until')}::date`);
  return `ledger_transaction t cross join lateral (select e.currency, sum(e.amount) as change from ledger_entry e
      where e.transaction_id = t.id and e.account in ${OWN} group by e.currency having sum(e.amount) <> 0) x
    where t.member_id = ${row}.place_id and ${days.join(' and ')}`;
}

const isGiven = (value: unknown) => value != null;

/** What the member owed on the date in the currency `of`: today from the kept balance, for an earlier day from the ledger. */
function balanceOn(row: Row, scope: Scope, of: string): string {
  const kept = `(select coalesce(sum(b.balance), 0) from member_balance b
    where b.member_id = ${row}.place_id and b.account in ${OWN} and b.currency = ${of})`;
  if (scope.asOf === TODAY) return kept;
  return `case when ${scope.asOf} >= current_date then ${kept} else (select coalesce(sum(e.amount), 0) from ledger_entry e
    where e.member_id = ${row}.place_id and e.account in ${OWN} and e.currency = ${of} and e.booked_on <= ${scope.asOf}) end`;
}

/**
 * One page of a member's statement with the balance after each line. The balance is counted back from the date's, over
 * what is newer than the page: the first page of the newest lines costs the same however long the account is.
 */
export const STATEMENT: Search = {
  rows: (row, scope, { descending, after, limit }) => {
    const direction = descending ? 'desc' : 'asc';
    const sign = descending ? '<' : '>';
    const [day, id, currency] = after ?? [];
    const beyond = after
      ? `and (t.booked_on, t.id) ${sign}= (${day}, ${id}) and (t.booked_on, t.id, x.currency) ${sign} (${day}, ${id}, ${currency})`
      : '';
    return `(with shown as materialized (
        select t.*, x.currency, x.change from ${lines(row, scope)} ${beyond}
        order by t.booked_on ${direction}, t.id ${direction}, x.currency ${direction} limit ${limit}
      ), newest as (select s.booked_on, s.id from shown s order by s.booked_on desc, s.id desc limit 1
      ), above as (
        select c.currency, ${balanceOn(row, scope, 'c.currency')} - coalesce((select sum(e.amount) from ledger_entry e, newest n
            where e.member_id = ${row}.place_id and e.account in ${OWN} and e.currency = c.currency
              and e.booked_on >= n.booked_on and e.booked_on <= ${scope.asOf}
              and (e.booked_on, e.transaction_id) > (n.booked_on, n.id)), 0) as balance
        from (select distinct s.currency from shown s) c
      )
      select s.*, null::bigint as found,
        row_number() over (order by s.booked_on ${direction}, s.id ${direction}, s.currency ${direction}) as place,
        a.balance - sum(s.change) over (partition by s.currency order by s.booked_on desc, s.id desc) + s.change as balance
      from shown s join above a on a.currency = s.currency)`;
  },
  count: (row, scope) => `(select count(*) from ${lines(row, scope)})`,
};

/**
 * All accounts on the date. In one region's books the line between_regions keeps the sum at zero: what a member pays
 * after it moved stands in its new region, what was asked in the one that asked.
 */
export function trialBalance(scope: OnDate, region: string | null): string {
  const totals = `select e.account, e.currency, coalesce(sum(e.amount) filter (where e.amount > 0), 0) as debit,
      coalesce(-sum(e.amount) filter (where e.amount < 0), 0) as credit, sum(e.amount) as balance
    from ledger_entry e where e.booked_on <= ${scope.asOf}${region ? ` and e.region_id = ${region}` : ''} group by 1, 2`;
  if (!region) return `(select x.*, null::integer as region_id from (${totals}) x)`;
  return `(with own as (${totals})
    select own.*, ${region} as region_id from own
    union all
    select 'between_regions', currency, greatest(-sum(balance), 0), greatest(sum(balance), 0), -sum(balance), ${region}
      from own group by currency having sum(balance) <> 0)`;
}

/** Accounts as the books have them: what is owed and asked, money, what was given, what is between. */
const IN_ORDER = [
  ...[
    'receivable',
    'income',
    'bank',
    'credit',
    'region_share',
    'correction',
    'relief',
    'discount',
    'write_off',
  ],
  ...['suspense', 'bank_charges', 'exchange', 'rate_difference', 'transfer', 'between_regions'],
];

/** The order of a trial balance, over its rows `row`. */
export const accountOrder = (row: Row): string =>
  `${row}.currency, array_position(array['${IN_ORDER.join("', '")}'], ${row}.account), ${row}.account`;

/** Sums of what is open on the date by the days since it was due; `s` are rows of `openOn`. */
function ages(scope: OnDate): string {
  const between = (from: number | null, to: number | null) =>
    [from === null ? null : `>= ${from}`, to === null ? null : `<= ${to}`]
      .filter((one) => one !== null)
      .map((one) => `${scope.asOf} - s.due_on ${one}`)
      .join(' and ');
  const sum = (condition: string) => `coalesce(sum(s.outstanding) filter (where ${condition}), 0)::bigint`;
  return `${sum(between(null, -1))} as not_due, ${sum(between(0, 30))} as up_to_30, ${sum(between(31, 90))} as up_to_90,
    ${sum(between(91, 365))} as up_to_365, ${sum(between(366, null))} as older, sum(s.outstanding)::bigint as total`;
}

/** What is open by region and age; `where` chooses the assessments `b`. */
export function agedByRegion(scope: Scope, where: string): string {
  return `(select s.region_id, s.currency, count(distinct s.member_id) as members, ${ages(scope)}
    from ${openOn(scope, where)} s where s.outstanding > 0 group by s.region_id, s.currency)`;
}

/** What is open by member and age. */
export function agedByMember(scope: OnDate, where: string, region: string): string {
  return `(select a.*, o.name_key, ${region} as region_id from (
      select s.member_id, s.currency, ${ages(scope)}
      from ${openOn(scope, where)} s where s.outstanding > 0 group by s.member_id, s.currency) a
    join member m on m.place_id = a.member_id join organisation o on o.id = m.organisation_id)`;
}

/** Each region's share: earned by what members paid, sent by payouts, which concern no member. */
export function shares(scope: Scope, where: string): string {
  return `(select e.region_id, e.currency, coalesce(-sum(e.amount) filter (where e.member_id is not null), 0) as earned,
      coalesce(sum(e.amount) filter (where e.member_id is null), 0) as paid_out, -sum(e.amount) as owed
    from ledger_entry e where e.account = 'region_share' and e.booked_on <= ${scope.asOf} and ${where} group by 1, 2)`;
}

/** Lines of the journal on the date, with what their transaction says; only what is asked stands in the statement. */
export function journalFilter(child: Row, scope: Scope): string {
  const asked = [`${child}.booked_on <= ${scope.asOf}`];
  const add = (name: string, condition: (value: string) => string) => {
    if (scope.form(name, isGiven)) asked.push(condition(scope.arg(name)));
  };
  add('account', (value) => `${child}.account = ${value}::text`);
  add('currency', (value) => `${child}.currency = ${value}::text`);
  add('from', (value) => `${child}.booked_on >= ${value}::date`);
  add('until', (value) => `${child}.booked_on <= ${value}::date`);
  return asked.join(' and ');
}
