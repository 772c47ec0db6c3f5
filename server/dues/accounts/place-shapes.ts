import { many, page, type Row, type Scope, type SortKey, searchPage, shapes } from '../../reading/shape.ts';
import {
  accountOrder,
  agedByMember,
  agedByRegion,
  journalFilter,
  STATEMENT,
  STATEMENT_SORTS,
  shares,
  trialBalance,
} from './figures.ts';
import { writeOffState } from './shapes.ts';

type Where = (row: Row) => string;

const by = (name: string, type: SortKey['type']): SortKey => ({ by: (c) => `${c}.${name}`, type });
const JOURNAL = { BOOKED: [by('booked_on', 'date'), by('id', 'bigint')] };
const AGED = {
  NAME: [by('name_key', 'text'), by('member_id', 'int'), by('currency', 'text')],
  TOTAL: [by('total', 'bigint'), by('member_id', 'int'), by('currency', 'text')],
};
const PAYOUTS = { PAID: [by('paid_on', 'date'), by('id', 'uuid')] };
const WRITE_OFFS = { PROPOSED: [by('proposed_at', 'timestamptz'), by('id', 'uuid')] };

/** What a place shows of its books: `inRegion` narrows to a region's; null for the network's. */
function placeFields(inRegion: Where | null) {
  const narrow = (column: string) => (row: Row) => (inRegion ? `${column} = ${inRegion(row)}` : 'true');
  const own = (child: Row, row: Row) => narrow(`${child}.region_id`)(row);
  return {
    trialBalance: many(
      'AccountTotal',
      (c, r, q) => `${trialBalance(q, inRegion ? inRegion(r) : null)} ${c}`,
      undefined,
      accountOrder,
    ),
    journal: page(
      'JournalEntry',
      JOURNAL,
      (c) => `ledger_entry ${c}`,
      (c, r, q) => `${own(c, r)} and ${journalFilter(c, q)}`,
    ),
    agedReceivables: many(
      'AgedReceivables',
      (c, r, q) => `${agedByRegion(q, narrow('b.region_id')(r))} ${c}`,
      undefined,
      (c) => `(select g.position from region g where g.place_id = ${c}.region_id), ${c}.currency`,
    ),
    agedMembers: page(
      'AgedMember',
      AGED,
      (c, r, q) =>
        `${agedByMember(q, narrow('b.region_id')(r), inRegion ? inRegion(r) : 'null::integer')} ${c}`,
    ),
    shares: many(
      'RegionShare',
      (c, r, q) => `${shares(q, narrow('e.region_id')(r))} ${c}`,
      undefined,
      (c) => `(select g.position from region g where g.place_id = ${c}.region_id), ${c}.currency`,
    ),
    payouts: page(
      'Payout',
      PAYOUTS,
      (c) => `payout ${c}`,
      (c, r, q) => `${own(c, r)} and ${c}.paid_on <= ${q.asOf}`,
    ),
    writeOffs: page(
      'WriteOff',
      WRITE_OFFS,
      (c) => `write_off ${c}`,
      (c, r, q) => `${own(c, r)}${ofState(c, q)}`,
    ),
  };
}

function ofState(child: Row, scope: Scope): string {
  return scope.form('state', (state) => state != null)
    ? ` and ${writeOffState(child)} = ${scope.arg('state')}::text`
    : '';
}

/** What the accounts add to members, regions and the network. */
export const accountsPlaceShapes = shapes({
  Member: {
    fields: {
      statement: searchPage('StatementLine', STATEMENT_SORTS, STATEMENT),
      writeOffs: many(
        'WriteOff',
        (c) => `write_off ${c}`,
        (c, r) => `${c}.member_id = ${r}.place_id`,
        (c) => `${c}.proposed_at desc`,
      ),
      refunds: many(
        'Refund',
        (c) => `refund ${c}`,
        (c, r, q) => `${c}.member_id = ${r}.place_id and ${c}.paid_on <= ${q.asOf}`,
        (c) => `${c}.paid_on desc, ${c}.id desc`,
      ),
    },
  },
  Region: { fields: placeFields((row) => `${row}.place_id`) },
  Network: {
    fields: {
      ...placeFields(null),
      closedThrough: () =>
        `case when (select cardinality(app.reach('dues.read')) > 0) then app.closed_through() end`,
      periodClosings: many(
        'PeriodClosing',
        (c) => `period_closing ${c}`,
        undefined,
        (c) => `${c}.closed_at desc, ${c}.id desc`,
      ),
    },
  },
});
