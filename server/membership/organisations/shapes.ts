import {
  column,
  given,
  guarded,
  made,
  many,
  one,
  type Row,
  refers,
  type Scope,
  shapes,
} from '../../reading/shape.ts';

/** Keeping organisations reaches a member, its region, or all; an organisation without a member only the network. */
const KEEPING = 'organisations.manage';

/** The record and those merged into it: what stands with any of them is read with the one that survives. */
const within = (column: string, row: Row) => `${column} in (select app.same_as(${row}.id))`;

/** What was withdrawn after the date asked about counted on it still. */
const held = (row: Row, scope: Scope) =>
  `(${row}.ended_at is null or ${row}.ended_at::date > ${scope.asOf}::date)`;

/** The main name on the date. */
const mainName = (row: Row, scope: Scope) =>
  scope.beside(row, 'name', (n) => `left join lateral app.main_name(${row}.id, ${scope.asOf}) ${n} on true`);

/** Other names on the date: former ones are those that were no longer borne. */
const names = (child: Row, row: Row, scope: Scope) => `(
  select n.id, n.kind, n.name, n.language, n.script, lower(n.borne) as from_day, upper(n.borne) as until_day, n.source,
    n.organisation_id <> ${row}.id as merged, n.invented
  from organisation_name n where ${within('n.organisation_id', row)} and ${held('n', scope)}
    and (n.kind <> 'former' or upper(n.borne) <= ${scope.asOf}::date)
  union all
  select o.id, 'former', o.name, o.language, app.script_of(o.name), o.named_from, g.on_date, o.source, true, o.invented
  from organisation_merge g join organisation o on o.id = g.merged_id
  where ${within('g.survivor_id', row)} and g.undone_at is null and g.on_date <= ${scope.asOf}::date) ${child}`;

/** Pairs with the region of their country, in which the keepers of either may look at them. */
const pairs = (child: Row) => `(select d.*, cr.region_id from app.duplicates() d
  left join country_region cr on cr.iso2 = d.country and cr.during @> current_date) ${child}`;

/** Pairs that were said to be two, with the region of their country. */
const apart = (
  child: Row,
) => `(select d.*, cr.region_id from organisation_distinct d join organisation o on o.id = d.one_id
  left join country_region cr on cr.iso2 = o.country and cr.during @> current_date where d.ended_at is null) ${child}`;

const latest = (child: Row) => `${child}.at desc, ${child}.id desc`;

/** How many affiliates went over with a merge or a split. */
const passed = (row: Row, by: 'merge_id' | 'split_id') =>
  `(select count(*) from organisation_move v where v.${by} = ${row}.id and v.subject = 'affiliate')`;

const toMerge = (row: Row, part: 'going' | 'renumbered' | 'staying') =>
  `(select a.${part} from app.affiliates_to_merge(${row}.merged_id, ${row}.survivor_id) a)`;

const likeliest = (child: Row) => `${child}.likeness desc, ${child}.one_id, ${child}.other_id`;

const pairCount = (row: Row, region: string) =>
  `(select count(*) from ${pairs('p')}${region ? ` where p.region_id = ${row}.place_id` : ''})`;

export const organisationShapes = shapes({
  Query: {
    fields: {
      organisation: one(
        'Organisation',
        (c) => `organisation ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
      identifierLists: many(
        'IdentifierList',
        (c) => `identifier_list ${c}`,
        undefined,
        (c) => `${c}.code`,
      ),
      mergePreview: one(
        'MergePreview',
        (c, _r, q) => `(select m.id as merged_id, s.id as survivor_id, cr.region_id
          from organisation m join organisation s on s.id = ${q.arg('survivorId')}::uuid
          left join country_region cr on cr.iso2 = m.country and cr.during @> current_date
          where m.id = ${q.arg('mergedId')}::uuid) ${c}`,
      ),
    },
  },
  Member: { fields: { organisation: refers('Organisation', 'organisation', 'organisation_id') } },
  Network: {
    fields: {
      duplicates: many('DuplicatePair', pairs, undefined, likeliest, 200),
      keptApart: many('KeptApart', apart, undefined, latest, 200),
      duplicateCount: guarded(
        () => ({ capability: KEEPING }),
        (r) => pairCount(r, ''),
      ),
    },
  },
  Region: {
    fields: {
      duplicates: many('DuplicatePair', pairs, (c, r) => `${c}.region_id = ${r}.place_id`, likeliest, 200),
      keptApart: many('KeptApart', apart, (c, r) => `${c}.region_id = ${r}.place_id`, latest, 200),
      duplicateCount: guarded(
        (r) => ({ capability: KEEPING, region: `${r}.place_id` }),
        (r) => pairCount(r, 'region'),
      ),
    },
  },
  Organisation: {
    fields: {
      id: column('id'),
      name: (r, q) => `${mainName(r, q)}.name`,
      language: (r, q) => `${mainName(r, q)}.language`,
      script: (r, q) => `app.script_of(${mainName(r, q)}.name)`,
      mixedScripts: (r, q) => `app.mixed_scripts(${mainName(r, q)}.name)`,
      namedFrom: (r, q) => `${mainName(r, q)}.since`,
      acronym: column('acronym'),
      website: column('website'),
      founded: column('founded'),
      country: refers('Country', 'country', 'country', 'iso2'),
      source: column('source'),
      invented: column('invented'),
      names: many(
        'OrganisationName',
        names,
        undefined,
        (c) =>
          `case ${c}.kind when 'other' then 1 when 'acronym' then 2 else 3 end, ${c}.until_day desc nulls first, ${c}.name, ${c}.id`,
      ),
      identifiers: many(
        'OrganisationIdentifier',
        (c, r, q) => `(select i.*, i.organisation_id <> ${r}.id as merged, l.name as list_name
          from organisation_identifier i left join identifier_list l on l.code = i.list
          where ${within('i.organisation_id', r)} and ${held('i', q)}) ${c}`,
        undefined,
        (c) => `${c}.list, ${c}.number`,
      ),
      kinds: (r, q) => `(select coalesce(json_agg(distinct k.kind), '[]') from organisation_kind k
        where ${within('k.organisation_id', r)} and ${held('k', q)})`,
      member: refers('Member', 'member', 'id', 'organisation_id'),
      contacts: many(
        'OrganisationContact',
        (c, r) => `(select x.* from contact x join member m on m.place_id = x.place_id
          where x.person_id is null and ${within('m.organisation_id', r)}) ${c}`,
        undefined,
        (c) => `${c}.role, ${c}.name, ${c}.id`,
      ),
      documents: many(
        'Document',
        (c) => `document ${c}`,
        (c, r) => within(`${c}.organisation_id`, r),
        (c) => `${c}.since desc, ${c}.id desc`,
      ),
      mergedInto: one(
        'OrganisationMerge',
        (c) => `organisation_merge ${c}`,
        (c, r) => `${c}.merged_id = ${r}.id and ${c}.undone_at is null`,
      ),
      merges: many(
        'OrganisationMerge',
        (c) => `organisation_merge ${c}`,
        (c, r) => `${c}.survivor_id = ${r}.id`,
        (c) => `${c}.at desc, ${c}.id desc`,
      ),
      splits: many(
        'OrganisationSplit',
        (c) => `organisation_split ${c}`,
        (c, r) => `${c}.organisation_id = ${r}.id`,
        (c) => `${c}.at desc, ${c}.id desc`,
      ),
    },
  },
  OrganisationName: {
    fields: {
      id: column('id'),
      kind: column('kind'),
      name: column('name'),
      language: column('language'),
      script: column('script'),
      mixedScripts: (r) => `app.mixed_scripts(${r}.name)`,
      from: column('from_day'),
      until: column('until_day'),
      source: column('source'),
      merged: column('merged'),
      invented: column('invented'),
    },
  },
  OrganisationIdentifier: {
    fields: {
      id: column('id'),
      list: column('list'),
      listName: column('list_name'),
      number: column('number'),
      source: column('source'),
      merged: column('merged'),
      invented: column('invented'),
    },
  },
  IdentifierList: { fields: { code: column('code'), name: column('name'), example: column('example') } },
  OrganisationContact: {
    guard: (r) => ({ capability: 'contacts.read', member: `${r}.place_id` }),
    fields: {
      id: column('id'),
      role: column('role'),
      name: column('name'),
      email: column('email'),
      phone: column('phone'),
      address: column('address'),
      changedAt: column('changed_at'),
    },
  },
  OrganisationMerge: {
    fields: {
      id: column('id'),
      merged: refers('Organisation', 'organisation', 'merged_id'),
      survivor: refers('Organisation', 'organisation', 'survivor_id'),
      on: column('on_date'),
      by: refers('Person', 'person', 'by_id'),
      reason: column('reason'),
      affiliates: (r) => passed(r, 'merge_id'),
      undoneAt: column('undone_at'),
      undoneReason: column('undone_reason'),
    },
  },
  OrganisationSplit: {
    fields: {
      id: column('id'),
      into: refers('Organisation', 'organisation', 'into_id'),
      on: column('on_date'),
      by: refers('Person', 'person', 'by_id'),
      reason: column('reason'),
      affiliates: (r) => passed(r, 'split_id'),
      undoneAt: column('undone_at'),
      undoneReason: column('undone_reason'),
    },
  },
  DuplicatePair: {
    guard: (r) => ({ capability: KEEPING, region: `${r}.region_id` }),
    fields: {
      one: refers('Organisation', 'organisation', 'one_id'),
      other: refers('Organisation', 'organisation', 'other_id'),
      likeness: (r) => `round(${r}.likeness * 100)::int`,
      reasons: column('reasons'),
    },
  },
  KeptApart: {
    guard: (r) => ({ capability: KEEPING, region: `${r}.region_id` }),
    fields: {
      id: column('id'),
      one: refers('Organisation', 'organisation', 'one_id'),
      other: refers('Organisation', 'organisation', 'other_id'),
      reason: column('reason'),
      by: refers('Person', 'person', 'by_id'),
      at: column('at'),
    },
  },
  MergePreview: {
    guard: (r) => ({ capability: KEEPING, region: `${r}.region_id` }),
    fields: {
      merged: refers('Organisation', 'organisation', 'merged_id'),
      survivor: refers('Organisation', 'organisation', 'survivor_id'),
      blocks: (r) => `app.merge_blocks(${r}.merged_id, ${r}.survivor_id)`,
      affiliates: (r) => toMerge(r, 'going'),
      renumbered: (r) => toMerge(r, 'renumbered'),
      staying: (r) => toMerge(r, 'staying'),
    },
  },
  OrganisationPayload: {
    fields: { refusals: given, organisation: made('Organisation', 'organisation', 'organisation') },
  },
  SplitPayload: {
    fields: {
      refusals: given,
      organisation: made('Organisation', 'organisation', 'organisation'),
      member: made('Member', 'member', 'member', 'place_id'),
    },
  },
});
