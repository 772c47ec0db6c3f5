import {
  column,
  type Guard,
  given,
  made,
  many,
  one,
  page,
  type Row,
  refers,
  type Scope,
  shapes,
} from '../../reading/shape.ts';
import { containing, person } from '../shape-parts.ts';

const guard = (row: Row): Guard => ({
  capability: 'dues.read',
  member: `${row}.member_id`,
  region: `${row}.region_id`,
});

/** Years that have a window on the date, as rows with `year`. */
const windowYears = (scope: Scope) =>
  `(select distinct w.year from declaration_window w where w.set_at::date <= ${scope.asOf})`;

/** The window of each year as it was last set up to the date. */
const windows = (scope: Scope) =>
  `(select distinct on (w.year) w.* from declaration_window w where w.set_at::date <= ${scope.asOf} order by w.year, w.id desc)`;

/** Where a member stands in a year, as a row. */
const standing = (member: string, region: string, year: string, scope: Scope) =>
  `(select s.*, ${member} as member_id, ${region} as region_id, ${year} as year
    from app.declaration_standing(${member}, ${year}, ${scope.asOf}) s)`;

/** Members on the date, in `regions` (a condition over `mr`), each with where it stands in the year that is asked. */
const standings = (scope: Scope, regions: string) =>
  `(select m.place_id, o.name_key, m.place_id as member_id, mr.region_id, ${scope.arg('year')}::int as year, s.*
    from member m
    join organisation o on o.id = m.organisation_id
    join membership ms on ms.member_id = m.place_id and ms.during @> ${scope.asOf}
    join member_region mr on mr.member_id = m.place_id and mr.during @> ${scope.asOf}
    cross join lateral app.declaration_standing(m.place_id, ${scope.arg('year')}::int, ${scope.asOf}) s
    where ${regions})`;

const totals = (scope: Scope, regions: string, region: string) =>
  `(select ${scope.arg('year')}::int as year, ${region} as region_id, count(*) filter (where t.state <> 'none') as asked,
      ${['awaited', 'missing', 'determined', 'declared', 'late', 'corrected']
        .map((state) => `count(*) filter (where t.state = '${state}') as ${state}`)
        .join(', ')}
    from ${standings(scope, regions)} t)`;

const SORTS = {
  NAME: [
    { by: (c: Row) => `${c}.name_key`, type: 'text' as const },
    { by: (c: Row) => `${c}.place_id`, type: 'int' as const },
  ],
  STATE: [
    { by: (c: Row) => `${c}.state`, type: 'text' as const },
    { by: (c: Row) => `${c}.name_key`, type: 'text' as const },
    { by: (c: Row) => `${c}.place_id`, type: 'int' as const },
  ],
};

function standingFilter(child: Row, _row: Row, scope: Scope): string {
  const pattern = `${scope.arg('search', containing)}::text`;
  return `(${pattern} is null or ${child}.name_key like app.key(${pattern}))
    and (${scope.arg('state')}::text is null or ${child}.state = ${scope.arg('state')}::text)`;
}

/** What members declare, when, and where they stand with it. */
export const declarationShapes = shapes({
  Query: {
    fields: {
      declarationWindows: many(
        'DeclarationWindow',
        (c, _r, q) => `${windows(q)} ${c}`,
        undefined,
        (c) => `${c}.year desc`,
      ),
      factsAsked: many(
        'FactAsked',
        (c, _r, q) => `app.facts_asked(${q.arg('year')}::int) with ordinality ${c}(name, fact, at)`,
        undefined,
        // What must be said first, and what is counted before amounts of money.
        (c) =>
          `coalesce((${c}.fact -> 'optional')::boolean, false), coalesce(${c}.fact ->> 'unit' ~ '^[A-Z]{3}$', false), ${c}.at`,
      ),
    },
  },
  DeclarationWindow: {
    fields: {
      year: column('year'),
      opensOn: column('opens_on'),
      closesOn: column('closes_on'),
      state: (r, q) =>
        `case when ${q.asOf} < ${r}.opens_on then 'upcoming' when ${q.asOf} > ${r}.closes_on then 'closed' else 'open' end`,
      setAt: column('set_at'),
      setBy: person('set_by'),
      earlier: many(
        'WindowSetting',
        (c) => `declaration_window ${c}`,
        (c, r) => `${c}.year = ${r}.year and ${c}.id < ${r}.id`,
        (c) => `${c}.id desc`,
      ),
    },
  },
  WindowSetting: {
    fields: {
      opensOn: column('opens_on'),
      closesOn: column('closes_on'),
      setAt: column('set_at'),
      setBy: person('set_by'),
    },
  },
  FactAsked: {
    fields: {
      name: column('name'),
      type: (r) => `${r}.fact ->> 'type'`,
      label: (r, q) => `app.content(${r}.fact -> 'label', ${q.locale})`,
      help: (r, q) => `app.content(${r}.fact -> 'help', ${q.locale})`,
      unit: (r) => `${r}.fact ->> 'unit'`,
      optional: (r) => `coalesce((${r}.fact -> 'optional')::boolean, false)`,
      values: (r) => `${r}.fact -> 'values'`,
      min: (r) => `${r}.fact ->> 'min'`,
      max: (r) => `${r}.fact ->> 'max'`,
    },
  },
  Member: {
    fields: {
      declaration: one(
        'DeclarationStanding',
        (c, r, q) => `${standing(`${r}.place_id`, 'null::int', `${q.arg('year')}::int`, q)} ${c}`,
      ),
      declarations: many(
        'DeclarationStanding',
        (c, r, q) =>
          `(select s.*, y.year, ${r}.place_id as member_id, null::int as region_id from ${windowYears(q)} y
            cross join lateral app.declaration_standing(${r}.place_id, y.year, ${q.asOf}) s) ${c}`,
        undefined,
        (c) => `${c}.year desc`,
      ),
    },
  },
  Region: {
    fields: {
      declarations: page(
        'DeclarationStanding',
        SORTS,
        (c, r, q) => `${standings(q, `mr.region_id = ${r}.place_id`)} ${c}`,
        standingFilter,
      ),
      declarationTotals: one(
        'DeclarationTotals',
        (c, r, q) => `${totals(q, `mr.region_id = ${r}.place_id`, `${r}.place_id`)} ${c}`,
      ),
    },
  },
  Network: {
    fields: {
      declarations: page(
        'DeclarationStanding',
        SORTS,
        (c, _r, q) => `${standings(q, 'true')} ${c}`,
        standingFilter,
      ),
      declarationTotals: one('DeclarationTotals', (c, _r, q) => `${totals(q, 'true', 'null::int')} ${c}`),
    },
  },
  DeclarationPage: { fields: { rows: given, next: given, previous: given, total: given } },
  DeclarationTotals: {
    guard: (r) => ({ capability: 'dues.read', region: `${r}.region_id` }),
    fields: {
      year: column('year'),
      asked: column('asked'),
      awaited: column('awaited'),
      missing: column('missing'),
      determined: column('determined'),
      declared: column('declared'),
      late: column('late'),
      corrected: column('corrected'),
    },
  },
  DeclarationStanding: {
    guard,
    fields: {
      member: refers('Member', 'member', 'member_id', 'place_id'),
      year: column('year'),
      state: column('state'),
      late: column('late'),
      opensOn: column('opens_on'),
      deadline: column('deadline'),
      extensions: many(
        'DeclarationExtension',
        (c) => `declaration_extension ${c}`,
        (c, r, q) =>
          `${c}.member_id = ${r}.member_id and ${c}.year = ${r}.year and ${c}.granted_at::date <= ${q.asOf}`,
        (c) => `${c}.id desc`,
      ),
      counts: refers('Declaration', 'declaration', 'declaration_id'),
      history: many(
        'Declaration',
        (c) => `declaration ${c}`,
        (c, r, q) =>
          `${c}.member_id = ${r}.member_id and ${c}.year = ${r}.year and ${c}.declared_at::date <= ${q.asOf}`,
        (c) => `${c}.id desc`,
      ),
      determined: many(
        'DeterminedFact',
        (c) => `determined_fact ${c}`,
        (c, r, q) =>
          `${c}.member_id = ${r}.member_id and ${c}.year = ${r}.year and ${c}.determined_at::date <= ${q.asOf}
            and ${c}.fact in (select a.name from app.facts_asked(${r}.year) a)`,
        (c) => `${c}.id desc`,
      ),
      registerCounts: many(
        'RegisterCount',
        (c, r) => `(select n.*, ${r}.member_id from app.register_counts(${r}.member_id, ${r}.year) n) ${c}`,
        undefined,
        (c) => `${c}.fact`,
      ),
      years: many(
        'DeclarationYear',
        (c, r, q) => `(select y.year, s.state, ${r}.member_id, ${r}.region_id
          from (select * from ${windowYears(q)} a where a.year <= ${r}.year order by a.year desc limit 5) y
          cross join lateral app.declaration_standing(${r}.member_id, y.year, ${q.asOf}) s) ${c}`,
        undefined,
        (c) => `${c}.year`,
      ),
    },
  },
  DeclarationYear: { guard, fields: { year: column('year'), state: column('state') } },
  DeclarationExtension: {
    guard,
    fields: {
      until: column('until'),
      reason: column('reason'),
      grantedAt: column('granted_at'),
      grantedBy: person('granted_by'),
    },
  },
  Declaration: {
    guard,
    fields: {
      id: column('id'),
      member: refers('Member', 'member', 'member_id', 'place_id'),
      year: column('year'),
      figures: column('figures'),
      registerCounts: many(
        'RegisterCount',
        (c) => `declaration_count ${c}`,
        (c, r) => `${c}.declaration_id = ${r}.id`,
        (c) => `${c}.fact`,
      ),
      confirmed: column('confirmed'),
      declaredAt: column('declared_at'),
      declaredBy: person('declared_by'),
      declaredAs: column('declared_as'),
      reason: column('reason'),
      invented: column('invented'),
    },
  },
  DeterminedFact: {
    guard,
    fields: {
      fact: column('fact'),
      value: column('value'),
      reason: column('reason'),
      determinedAt: column('determined_at'),
      determinedBy: person('determined_by'),
    },
  },
  SetDeclarationWindowPayload: {
    fields: {
      refusals: given,
      window: one(
        'DeclarationWindow',
        (c, _r, q) => `${windows(q)} ${c}`,
        (c, _r, q) => `${c}.year = ${q.result('window')}::int`,
      ),
    },
  },
  ExtendDeclarationPayload: {
    fields: { refusals: given, member: made('Member', 'member', 'member', 'place_id') },
  },
  DeclareFactsPayload: {
    fields: { refusals: given, declaration: made('Declaration', 'declaration', 'declaration') },
  },
  CorrectDeclarationPayload: {
    fields: { refusals: given, declaration: made('Declaration', 'declaration', 'declaration') },
  },
});
