import {
  column,
  type Guard,
  given,
  holds,
  made,
  many,
  one,
  page,
  type Row,
  refers,
  type Scope,
  shapes,
} from '../../reading/shape.ts';
import { seen } from '../affiliate-shapes.ts';

/** For the council's own people alone. */
const own = (row: Row): Guard => ({ capability: 'affiliate_dues.read', member: `${row}.member_id` });
/** Whoever may know how many there are may know what is shared. */
const known = (row: Row): Guard => ({ capability: 'affiliates.read', member: `${row}.member_id` });
const by = refers('Person', 'person', 'by_id');

/** Councils with their counts on the date, of the members that `members` gives (SQL, null for all). */
const counts = (members: string, scope: Scope) =>
  `(select c.*, o.name_key, c.member_id as place_id from app.affiliate_counts(${members}, ${scope.asOf}) c
    join member m on m.place_id = c.member_id join organisation o on o.id = m.organisation_id
    where c.affiliates > 0 or exists (select 1 from membership ms where ms.member_id = c.member_id and ms.category = 'A' and ${holds('ms', scope)}))`;

const COUNT_SORTS = {
  NAME: [
    { by: (c: Row) => `${c}.name_key`, type: 'text' as const },
    { by: (c: Row) => `${c}.place_id`, type: 'int' as const },
  ],
  COUNT: [
    { by: (c: Row) => `${c}.affiliates`, type: 'bigint' as const },
    { by: (c: Row) => `${c}.place_id`, type: 'int' as const },
  ],
};

/** The last size up to the date; row security leaves none where it is not shared. */
const persons = (row: Row, scope: Scope) =>
  `(select z.persons from affiliate_size z where z.affiliate_id = ${row}.id and z.day <= ${scope.asOf}
    and ${seen('sizes', 'affiliate_id')('z').rule} order by z.day desc, z.recorded_at desc limit 1)`;

/** What is shared of affiliates, how many they are, and the council's own order among them. */
export const affiliateMoreShapes = shapes({
  Member: {
    fields: {
      affiliateSharing: many(
        'AffiliateSharing',
        (c) => `affiliate_sharing ${c}`,
        (c, r) => `${c}.member_id = ${r}.place_id`,
        (c) => `${c}.decided_at desc`,
      ),
      affiliatePersons: one(
        'RegisterCount',
        (
          c,
          r,
          q,
        ) => `(select null::text as fact, 'persons' as what, ${q.asOf} as day, n.* , ${r}.place_id as member_id
          from app.register_count(${r}.place_id, 'persons', ${q.asOf}) n) ${c}`,
      ),
      affiliateCategories: many(
        'AffiliateCategory',
        (c) => `affiliate_category ${c}`,
        (c, r) => `${c}.member_id = ${r}.place_id`,
        (c) => `${c}.closed_on is not null, ${c}.position`,
      ),
    },
  },
  Region: {
    fields: {
      affiliateCounts: page(
        'AffiliateCount',
        COUNT_SORTS,
        (c, r, q) =>
          `${counts(`array(select mr.member_id from member_region mr where mr.region_id = ${r}.place_id and ${holds('mr', q)})`, q)} ${c}`,
      ),
    },
  },
  Network: {
    fields: {
      affiliateCounts: page(
        'AffiliateCount',
        COUNT_SORTS,
        (c, _r, q) => `${counts('null::integer[]', q)} ${c}`,
      ),
    },
  },
  AffiliateCountPage: { fields: { rows: given, next: given, previous: given, total: given } },
  AffiliateCount: {
    guard: known,
    fields: {
      member: refers('Member', 'member', 'member_id', 'place_id'),
      affiliates: column('affiliates'),
      sharedWithRegion: column('region_level'),
      sharedWithNetwork: column('network_level'),
    },
  },
  AffiliateSharing: {
    guard: known,
    fields: {
      id: column('id'),
      place: refers('Place', 'place', 'place_id'),
      level: column('level'),
      decidedAt: column('decided_at'),
      by,
      reason: column('reason'),
      counts: (
        r,
      ) => `not exists (select 1 from affiliate_sharing l where l.member_id = ${r}.member_id and l.place_id = ${r}.place_id
          and l.decided_at > ${r}.decided_at)`,
    },
  },
  RegisterCount: {
    fields: {
      fact: column('fact'),
      what: column('what'),
      day: column('day'),
      counted: column('counted'),
      unknown: column('unknown'),
    },
  },
  Affiliate: {
    fields: {
      persons,
      sizes: many(
        'AffiliateSize',
        (c) => `affiliate_size ${c}`,
        (c, r) => `${c}.affiliate_id = ${r}.id`,
        (c) => `${c}.day desc, ${c}.recorded_at desc`,
        50,
      ),
      withheld: (r) =>
        `case when ${r}.member_id = any((select app.reach('affiliates.read'))::int[]) then app.affiliate_withheld(${r}.id) end`,
      withholdings: many(
        'AffiliateWithholding',
        (c) => `affiliate_withholding ${c}`,
        (c, r) => `${c}.affiliate_id = ${r}.id`,
        (c) => `${c}.decided_at desc`,
      ),
      category: one(
        'AffiliateCategory',
        (c, r, q) =>
          `affiliate_category ${c} join affiliate_placing p on p.category_id = ${c}.id and p.affiliate_id = ${r}.id and ${holds('p', q)}`,
      ),
      placings: many(
        'AffiliatePlacing',
        (c) => `affiliate_placing ${c}`,
        (c, r) => `${c}.affiliate_id = ${r}.id`,
        (c) => `${c}.since desc`,
      ),
    },
  },
  AffiliateSize: {
    guard: seen('sizes', 'affiliate_id'),
    fields: {
      id: column('id'),
      day: column('day'),
      persons: column('persons'),
      recordedAt: column('recorded_at'),
      by,
    },
  },
  AffiliateWithholding: {
    guard: (r) => ({ rule: `${r}.member_id = any((select app.reach('affiliates.read'))::int[])` }),
    fields: {
      id: column('id'),
      withheld: column('withheld'),
      decidedAt: column('decided_at'),
      by,
      reason: column('reason'),
    },
  },
  AffiliateCategory: {
    guard: own,
    fields: {
      id: column('id'),
      name: column('name'),
      closedOn: column('closed_on'),
      affiliates: (r, q) =>
        `(select count(*) from affiliate_placing p where p.category_id = ${r}.id and ${holds('p', q)})`,
    },
  },
  AffiliatePlacing: {
    guard: own,
    fields: {
      id: column('id'),
      category: refers('AffiliateCategory', 'affiliate_category', 'category_id'),
      since: column('since'),
      until: (r) => `upper(${r}.during)`,
      by,
    },
  },
  ShareAffiliatesPayload: {
    fields: { refusals: given, sharing: made('AffiliateSharing', 'affiliate_sharing', 'sharing') },
  },
  AffiliateCategoryPayload: {
    fields: { refusals: given, category: made('AffiliateCategory', 'affiliate_category', 'category') },
  },
  PlaceAffiliatesPayload: {
    fields: {
      refusals: given,
      category: made('AffiliateCategory', 'affiliate_category', 'category'),
      placed: given,
    },
  },
});
