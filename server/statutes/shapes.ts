import {
  column,
  type Expression,
  type Guard,
  given,
  made,
  many,
  one,
  type Row,
  shapes,
} from '../reading/shape.ts';

/** Drafts belong to the network: whoever reads them there reads them all. */
const guard = (): Guard => ({ capability: 'rulebook.read' });

const localized =
  (part: string, name: string): Expression =>
  (row, scope) =>
    `app.content(case jsonb_typeof(${row}.${part} -> '${name}') when 'object' then ${row}.${part} -> '${name}'
    when 'string' then jsonb_build_object('en', ${row}.${part} ->> '${name}') end, ${scope.locale})`;

/** Who adopted a version: body, resolution and date, from the version's own line in the document. */
const adoption =
  (json: (row: Row) => string): Expression =>
  (row) =>
    `(select json_build_object('body', a ->> 'body', 'resolution', a ->> 'resolution', 'date', a ->> 'date') from (select ${json(row)} as a) x)`;

const ofVersion = (row: Row) =>
  `(select v -> 'adoptedBy' from jsonb_array_elements(${row}.document -> 'versions') v where (v ->> 'version')::int = ${row}.version)`;

const person = (name: string) =>
  one(
    'Person',
    (c) => `person ${c}`,
    (c, r) => `${c}.id = ${r}.${name}`,
  );

/** The article of a draft or difference as it is in a version. */
const articleIn = (version: (row: Row) => string, key: (row: Row) => string) =>
  one(
    'RulebookArticle',
    (c, r) => `(select a.* from rulebook_version v join network n on n.rulebook = v.rulebook
      cross join lateral app.rulebook_articles(v.document, v.version, null) a where v.version = ${version(r)} and a.key = ${key(r)}) ${c}`,
  );

const reader = shapes({
  Query: {
    fields: {
      rulebook: one('Rulebook', (c, _r, q) => {
        const version = `${q.arg('version')}::int`;
        return `(select v.*, case when ${version} is null then ${q.asOf} end as day
          from rulebook_version v join network n on n.rulebook = v.rulebook
          where case when ${version} is null then v.effective_from <= ${q.asOf} else v.version = ${version} end
          order by v.version desc limit 1) ${c}`;
      }),
      rulebookVersions: many(
        'RulebookVersion',
        (c) => `rulebook_version ${c} join network n on n.rulebook = ${c}.rulebook`,
        undefined,
        (c) => `${c}.version desc`,
      ),
      rulebookDifference: many(
        'ArticleDifference',
        (
          c,
          _r,
          q,
        ) => `(select coalesce(a.key, b.key) as key, coalesce(a.no, b.no) as no, f.version as before_version, t.version as after_version,
            case when b.key is null then 'added' when a.key is null then 'removed' else 'changed' end as difference,
            case when a.key is null or b.key is null then '[]' else app.entry_differences(b.entry, a.entry) end as changes,
            coalesce(a.place, b.place) as place
          from network n
          join rulebook_version f on f.rulebook = n.rulebook and f.version = ${q.arg('from')}::int
          join rulebook_version t on t.rulebook = n.rulebook and t.version = ${q.arg('to')}::int
          cross join lateral (select coalesce(x.key, y.key) as one_key, x as before, y as after
            from app.rulebook_articles(f.document, f.version, null) x
            full join app.rulebook_articles(t.document, t.version, null) y on y.key = x.key) p
          cross join lateral (select (p.before).*) b cross join lateral (select (p.after).*) a) ${c}`,
        (c) => `(${c}.difference <> 'changed' or ${c}.changes <> '[]')`,
        (c) => `${c}.place, ${c}.key`,
      ),
      rulebookDrafts: many(
        'RulebookDraft',
        (c) => `rulebook_draft ${c}`,
        undefined,
        (c) => `${c}.started_at desc, ${c}.id`,
        100,
      ),
      rulebookDraft: one(
        'RulebookDraft',
        (c) => `rulebook_draft ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
    },
  },
  Rulebook: {
    fields: {
      rulebook: column('rulebook'),
      version: column('version'),
      title: localized('document', 'title'),
      note: localized('document', 'note'),
      languages: (r) => `coalesce(${r}.document -> 'languages', '["en"]')`,
      currency: column('currency'),
      validFrom: column('valid_from'),
      retroactiveFrom: column('retroactive_from'),
      until: (r) =>
        `(select min(l.effective_from) from rulebook_version l where l.rulebook = ${r}.rulebook and l.version > ${r}.version)`,
      adoptedBy: adoption(ofVersion),
      articles: many(
        'RulebookArticle',
        (c, r) => `app.rulebook_articles(${r}.document, ${r}.version, ${r}.day) ${c}`,
        undefined,
        (c) => `${c}.place`,
      ),
      facts: many(
        'RulebookFact',
        (c, r) => `(select f.key as name, f.value as entry, f.at, ${r}.document as document
          from jsonb_each(coalesce(${r}.document -> 'facts', '{}')) with ordinality f (key, value, at)) ${c}`,
        undefined,
        (c) => `${c}.at`,
      ),
    },
  },
  RulebookVersion: {
    fields: {
      rulebook: column('rulebook'),
      version: column('version'),
      validFrom: column('valid_from'),
      retroactiveFrom: column('retroactive_from'),
      currency: column('currency'),
      adoptedBy: adoption(ofVersion),
      enteredAt: column('loaded_at'),
    },
  },
  Adoption: { fields: { body: given, resolution: given, date: given } },
  RulebookArticle: {
    fields: {
      no: column('no'),
      key: column('key'),
      kind: (r) => `${r}.entry ->> 'kind'`,
      title: localized('entry', 'title'),
      text: localized('entry', 'text'),
      note: localized('entry', 'note'),
      source: (r) => `${r}.entry ->> 'source'`,
      version: column('version'),
      validFrom: (r) => `coalesce(${r}.entry ->> 'validFrom', ${r}.edition ->> 'validFrom')`,
      retroactiveFrom: (r) =>
        `coalesce(${r}.entry ->> 'retroactiveFrom', case when not ${r}.entry ? 'validFrom' then ${r}.edition ->> 'retroactiveFrom' end)`,
      adoptedBy: adoption((r) => `coalesce(${r}.entry -> 'adoptedBy', ${r}.edition -> 'adoptedBy')`),
      entry: column('entry'),
    },
  },
  RulebookFact: {
    fields: {
      name: column('name'),
      type: (r) => `${r}.entry ->> 'type'`,
      label: localized('entry', 'label'),
      unit: (r) => `${r}.entry ->> 'unit'`,
      values: (r) => `coalesce(${r}.entry -> 'values', (select jsonb_agg(distinct c ->> 'code')
        from jsonb_array_elements(${r}.document -> 'articles') a, jsonb_path_query(a, '$.rule.categories[*]') c
        where a ->> 'key' = ${r}.entry ->> 'valuesFrom'))`,
      optional: (r) => `coalesce((${r}.entry ->> 'optional')::boolean, false)`,
      entry: column('entry'),
    },
  },
  ArticleDifference: {
    fields: {
      key: column('key'),
      no: column('no'),
      difference: column('difference'),
      before: articleIn(
        (r) => `${r}.before_version`,
        (r) => `${r}.key`,
      ),
      after: articleIn(
        (r) => `${r}.after_version`,
        (r) => `${r}.key`,
      ),
      changes: column('changes'),
    },
  },
});

const ended = (name: string) => (row: Row) =>
  `(select e.${name} from rulebook_draft_end e where e.draft_id = ${row}.id)`;
const latest = (name: string) => (row: Row) =>
  `(select c.${name} from rulebook_draft_change c where c.draft_id = ${row}.id order by c.id desc limit 1)`;
const personBy = (id: (row: Row) => string) =>
  one(
    'Person',
    (c) => `person ${c}`,
    (c, r) => `${c}.id = ${id(r)}`,
  );

const drafts = shapes({
  RulebookDraft: {
    guard,
    fields: {
      id: column('id'),
      title: column('title'),
      state: (r) => `coalesce((select case when e.version is null then 'discarded' else 'adopted' end
        from rulebook_draft_end e where e.draft_id = ${r}.id), 'open')`,
      baseVersion: column('base_version'),
      startedAt: column('started_at'),
      startedBy: person('started_by'),
      changedAt: latest('changed_at'),
      changedBy: personBy(latest('changed_by')),
      endedAt: ended('ended_at'),
      endedBy: personBy(ended('ended_by')),
      reason: ended('reason'),
      version: ended('version'),
      articles: many(
        'DraftArticle',
        (
          c,
          r,
        ) => `(select d.key, d.entry, b.no as before_no, b.entry as before_entry, ${r}.base_version as base_version,
            case when (d.entry ->> 'repealed')::boolean then 'removed' when b.key is null then 'added' else 'changed' end as difference,
            coalesce(b.place, 1000000) as place, d.id
          from rulebook_draft_content d
          left join lateral (select a.* from rulebook_version v, app.rulebook_articles(v.document, v.version, null) a
            where v.rulebook = ${r}.rulebook and v.version = ${r}.base_version and a.key = d.key) b on true
          where d.draft_id = ${r}.id and d.part = 'article') ${c}`,
        undefined,
        (c) => `${c}.place, ${c}.id`,
      ),
      facts: many(
        'DraftFact',
        (c, r) =>
          `(select d.key as name, d.entry from rulebook_draft_content d where d.draft_id = ${r}.id and d.part = 'fact') ${c}`,
        undefined,
        (c) => `${c}.name`,
      ),
      faults: (r) => `coalesce(${latest('faults')(r)}, '[]')`,
    },
  },
  DraftArticle: {
    fields: {
      key: column('key'),
      no: (r) => `coalesce(${r}.entry ->> 'no', ${r}.before_no, ${r}.key)`,
      title: (
        r,
        q,
      ) => `app.content(coalesce(case jsonb_typeof(${r}.entry -> 'title') when 'object' then nullif(${r}.entry -> 'title', '{}') end,
        ${r}.before_entry -> 'title', jsonb_build_object('en', ${r}.key)), ${q.locale})`,
      difference: column('difference'),
      entry: column('entry'),
      before: articleIn(
        (r) => `${r}.base_version`,
        (r) => `${r}.key`,
      ),
      changes: (r) =>
        `case when ${r}.difference = 'changed' then app.entry_differences(${r}.before_entry, ${r}.entry) else '[]' end`,
    },
  },
  DraftFact: { fields: { name: column('name'), entry: column('entry') } },
  RuleFault: {
    fields: { code: given, article: given, place: given, reason: given, fact: given, given },
  },
});

const draft = made('RulebookDraft', 'rulebook_draft', 'draft');

/** The rulebook, its versions and its drafts as the contract has them. */
export const statutesShapes = shapes({
  ...reader,
  ...drafts,
  DraftRulebookPayload: { fields: { refusals: given, draft } },
  ChangeDraftPayload: { fields: { refusals: given, faults: given, draft } },
  CheckRulePayload: { fields: { refusals: given, faults: given } },
  DiscardDraftPayload: { fields: { refusals: given, draft } },
  AdoptRulebookPayload: { fields: { refusals: given, faults: given, draft } },
  TryRulePayload: {
    fields: {
      refusals: given,
      result: given,
      details: given,
      version: given,
      why: given,
      facts: given,
      mayRead: given,
      faults: given,
    },
  },
});
