import { type Guard, guarded, many, page, type Row, refers, type Scope, shapes } from '../reading/shape.ts';
import { accounts, duesState, memberAccounts, totalsByYear } from './figures.ts';
import { containing } from './shape-parts.ts';

const ofMember = (row: Row): Guard => ({ capability: 'dues.read', member: `${row}.place_id` });

const SORTS = {
  NAME: [
    { by: (c: Row) => `${c}.name_key`, type: 'text' as const },
    { by: (c: Row) => `${c}.place_id`, type: 'int' as const },
    { by: (c: Row) => `${c}.currency`, type: 'text' as const },
  ],
  OUTSTANDING: amountSort('outstanding'),
  ASSESSED: amountSort('assessed'),
};

function amountSort(name: string) {
  return [
    { by: (c: Row) => `${c}.${name}`, type: 'bigint' as const },
    { by: (c: Row) => `${c}.place_id`, type: 'int' as const },
    { by: (c: Row) => `${c}.currency`, type: 'text' as const },
  ];
}

function accountFilter(child: Row, _row: Row, scope: Scope): string {
  const pattern = `${scope.arg('search', containing)}::text`;
  return `(${pattern} is null or ${child}.name_key like app.key(${pattern}))
    and (${scope.arg('state')}::text is null or coalesce(${child}.state, 'none') = ${scope.arg('state')}::text)`;
}

/** What dues add to members, regions and the network. */
export const duesMemberShapes = shapes({
  Member: {
    fields: {
      duesState: guarded(ofMember, (r, q) => duesState(`${r}.place_id`, q)),
      balances: many(
        'MemberBalance',
        (c, r, q) =>
          `(select x.*, ${r}.place_id as member_id from ${memberAccounts(`${r}.place_id`, q)} x) ${c}`,
        undefined,
        (c) => `${c}.currency`,
      ),
      assessments: many(
        'Assessment',
        (c) => `assessment ${c}`,
        (c, r, q) => `${c}.member_id = ${r}.place_id and ${c}.issued_on <= ${q.asOf}`,
        (c) => `${c}.year desc`,
      ),
      payments: many(
        'Payment',
        (c) => `payment ${c}`,
        (c, r, q) => `${c}.member_id = ${r}.place_id and ${c}.received_on <= ${q.asOf}`,
        (c) => `${c}.received_on desc, ${c}.id desc`,
      ),
    },
  },
  Region: {
    fields: {
      duesByYear: many(
        'DuesTotals',
        (c, r, q) => `${totalsByYear(q, `b.region_id = ${r}.place_id`, `${r}.place_id`)} ${c}`,
        undefined,
        (c) => `${c}.year desc, ${c}.currency`,
      ),
      duesAccounts: page(
        'DuesAccount',
        SORTS,
        (c, r, q) => `${accounts(q, `mr.region_id = ${r}.place_id`, `b.region_id = ${r}.place_id`)} ${c}`,
        accountFilter,
      ),
    },
  },
  Network: {
    fields: {
      duesByYear: many(
        'DuesTotals',
        (c, _r, q) => `${totalsByYear(q, 'true', 'null::int')} ${c}`,
        undefined,
        (c) => `${c}.year desc, ${c}.currency`,
      ),
      duesAccounts: page(
        'DuesAccount',
        SORTS,
        (c, _r, q) => `${accounts(q, 'true', 'true')} ${c}`,
        accountFilter,
      ),
    },
  },
  MemberBalance: {
    guard: (r) => ({ capability: 'dues.read', member: `${r}.member_id` }),
    fields: {
      currency: (r) => `${r}.currency`,
      outstanding: (r) => `${r}.outstanding::text`,
      credit: (r) => `${r}.credit::text`,
    },
  },
  DuesTotals: {
    guard: (r) => ({ capability: 'dues.read', region: `${r}.region_id` }),
    fields: {
      year: (r) => `${r}.year`,
      currency: (r) => `${r}.currency`,
      assessed: (r) => `${r}.assessed::text`,
      paid: (r) => `${r}.paid::text`,
      reduced: (r) => `${r}.reduced::text`,
      outstanding: (r) => `${r}.outstanding::text`,
      invented: (r) => `exists (select 1 from dues_run i where i.year = ${r}.year and i.invented)`,
      members: (r) => `${r}.members`,
      paidUp: (r) => `${r}.paid_up`,
    },
  },
  DuesAccount: {
    guard: (r) => ({ capability: 'dues.read', member: `${r}.member_id`, region: `${r}.region_id` }),
    fields: {
      member: refers('Member', 'member', 'member_id', 'place_id'),
      state: (r) => `coalesce(${r}.state, 'none')`,
      currency: (r) => `${r}.currency`,
      assessed: (r) => `${r}.assessed::text`,
      paid: (r) => `(${r}.assessed - ${r}.reduced - ${r}.outstanding)::text`,
      reduced: (r) => `${r}.reduced::text`,
      outstanding: (r) => `${r}.outstanding::text`,
    },
  },
});
