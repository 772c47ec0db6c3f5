import { contains } from '../../network/shapes.ts';
import {
  column,
  type Guard,
  given,
  guarded,
  holds,
  made,
  many,
  page,
  type Row,
  refers,
  type Scope,
  shapes,
} from '../../reading/shape.ts';

const own = (row: Row): Guard => ({ capability: 'affiliate_dues.read', member: `${row}.member_id` });
const by = refers('Person', 'person', 'by_id');

/** Sums of entries up to the date: a charge and what took it back are both among what was charged. */
const SUMS = `sum(e.amount) filter (where coalesce(u.kind, e.kind) = 'charge') as charged,
  -sum(e.amount) filter (where coalesce(u.kind, e.kind) = 'payment') as paid, sum(e.amount) as balance`;

/** Accounts by affiliate and currency, of the entries that `where` chooses. */
const accounts = (where: string, scope: Scope) =>
  `(select e.affiliate_id, e.member_id, e.currency, ${SUMS}
    from affiliate_entry e left join affiliate_entry u on u.id = e.undoes
    where ${where} and e.day <= ${scope.asOf} group by e.affiliate_id, e.member_id, e.currency)`;

const SORTS = {
  BALANCE: [
    { by: (c: Row) => `${c}.balance`, type: 'numeric' as const },
    { by: (c: Row) => `${c}.affiliate_id`, type: 'uuid' as const },
    { by: (c: Row) => `${c}.currency`, type: 'text' as const },
  ],
  NAME: [
    { by: (c: Row) => `${c}.name_key`, type: 'text' as const },
    { by: (c: Row) => `${c}.affiliate_id`, type: 'uuid' as const },
    { by: (c: Row) => `${c}.currency`, type: 'text' as const },
  ],
};

/** What is asked of a page's rows: a part of the name, only those who owe, one category. */
function accountFilter(child: Row, _row: Row, scope: Scope): string {
  const pattern = `${scope.arg('search', contains)}::text`;
  return `(${pattern} is null or ${child}.name_key like app.key(${pattern}))
    and (not coalesce(${scope.arg('owing')}::boolean, false) or ${child}.balance > 0)
    and (${scope.arg('category')}::uuid is null or ${child}.category_id = ${scope.arg('category')}::uuid)`;
}

const category = refers('AffiliateCategory', 'affiliate_category', 'category_id');

/** A council's own dues from its affiliates. */
export const affiliateDuesShapes = shapes({
  Member: {
    fields: {
      affiliateDues: many(
        'AffiliateDues',
        (
          c,
          r,
          q,
        ) => `(select t.member_id, t.currency, sum(t.charged) as charged, sum(t.paid) as paid, sum(t.balance) as balance,
            count(*) filter (where t.balance > 0) as owing
          from ${accounts(`e.member_id = ${r}.place_id`, q)} t group by t.member_id, t.currency) ${c}`,
        undefined,
        (c) => `${c}.currency`,
      ),
      affiliateAccounts: page(
        'AffiliateAccount',
        SORTS,
        (
          c,
          r,
          q,
        ) => `(select t.affiliate_id, t.member_id, t.currency, coalesce(t.charged, 0) as charged, coalesce(t.paid, 0) as paid,
            t.balance, a.name_key, p.category_id
          from ${accounts(`e.member_id = ${r}.place_id`, q)} t join affiliate a on a.id = t.affiliate_id
          left join affiliate_placing p on p.affiliate_id = t.affiliate_id and ${holds('p', q)}) ${c}`,
        accountFilter,
      ),
      affiliatesUnplaced: guarded(
        (r) => ({ capability: 'affiliate_dues.read', member: `${r}.place_id` }),
        (r, q) => `(select count(*) from affiliate a where a.member_id = ${r}.place_id and ${holds('a', q)}
          and not exists (select from affiliate_placing p where p.affiliate_id = a.id and ${holds('p', q)}))`,
      ),
    },
  },
  Affiliate: {
    fields: {
      accounts: many(
        'AffiliateAccount',
        (
          c,
          r,
          q,
        ) => `(select t.affiliate_id, t.member_id, t.currency, coalesce(t.charged, 0) as charged, coalesce(t.paid, 0) as paid,
            t.balance, null::uuid as category_id from ${accounts(`e.affiliate_id = ${r}.id`, q)} t) ${c}`,
        undefined,
        (c) => `${c}.currency`,
      ),
      entries: many(
        'AffiliateEntry',
        (c) => `affiliate_entry ${c}`,
        (c, r, q) => `${c}.affiliate_id = ${r}.id and ${c}.day <= ${q.asOf}`,
        (c) => `${c}.day desc, ${c}.recorded_at desc`,
      ),
    },
  },
  AffiliateCategory: {
    fields: {
      tariffs: many(
        'AffiliateTariff',
        (c, r) =>
          `(select distinct on (t.year) t.* from affiliate_tariff t where t.category_id = ${r}.id order by t.year, t.set_at desc) ${c}`,
        undefined,
        (c) => `${c}.year desc`,
      ),
    },
  },
  AffiliateAccountPage: { fields: { rows: given, next: given, previous: given, total: given } },
  AffiliateAccount: {
    guard: own,
    fields: {
      affiliate: refers('Affiliate', 'affiliate', 'affiliate_id'),
      category,
      currency: column('currency'),
      charged: (r) => `${r}.charged::text`,
      paid: (r) => `${r}.paid::text`,
      balance: (r) => `${r}.balance::text`,
    },
  },
  AffiliateDues: {
    guard: own,
    fields: {
      currency: column('currency'),
      charged: (r) => `coalesce(${r}.charged, 0)::text`,
      paid: (r) => `coalesce(${r}.paid, 0)::text`,
      balance: (r) => `${r}.balance::text`,
      owing: column('owing'),
    },
  },
  AffiliateTariff: {
    guard: own,
    fields: {
      id: column('id'),
      year: column('year'),
      amount: (r) => `${r}.amount::text`,
      currency: column('currency'),
      setAt: column('set_at'),
      by,
    },
  },
  AffiliateEntry: {
    guard: own,
    fields: {
      id: column('id'),
      kind: column('kind'),
      year: column('year'),
      category,
      amount: (r) => `${r}.amount::text`,
      currency: column('currency'),
      day: column('day'),
      note: column('note'),
      undone: (r) => `exists (select 1 from affiliate_entry u where u.undoes = ${r}.id)`,
      undoable: (r) =>
        `(${r}.kind <> 'undone' and ${r}.member_id = any((select app.reach('affiliate_dues.keep'))::int[])
          and not exists (select 1 from affiliate_entry u where u.undoes = ${r}.id))`,
      by,
      recordedAt: column('recorded_at'),
    },
  },
  ChargeAffiliatesPayload: {
    fields: { refusals: given, member: made('Member', 'member', 'member', 'place_id'), charged: given },
  },
});
