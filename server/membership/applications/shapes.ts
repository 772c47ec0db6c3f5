import {
  column,
  content,
  given,
  made,
  many,
  one,
  page,
  type Row,
  refers,
  type SortKey,
  shapes,
} from '../../reading/shape.ts';
import { helpOf } from './followed-shapes.ts';

const SORTS: Record<string, SortKey[]> = {
  SUBMITTED: [
    { by: (c) => `${c}.submitted_at`, type: 'timestamptz' },
    { by: (c) => `${c}.id`, type: 'uuid' },
  ],
  NAME: [
    { by: (c) => `${c}.name_key`, type: 'text' },
    { by: (c) => `${c}.id`, type: 'uuid' },
  ],
};

/** Applications with their state, which is their last step, and when they came. */
const rows = (child: Row) => `(select a.*, app.application_state(a.id) as state,
  (select min(s.at) from application_step s where s.application_id = a.id) as submitted_at from application a) ${child}`;

const ofState = (child: Row, state: string) => `(${state}::text is null or ${child}.state = ${state}::text)`;

const handled = (row: Row) => ({ capability: 'applications.read', region: `${row}.region_id` });

/** What the rulebook gave the last time the application changed. */
const evaluated = (row: Row, path: string) => `(select v.results #> '{${path}}' from application_evaluation v
  where v.application_id = ${row}.id order by v.at desc, v.id desc limit 1)`;
const evaluatedText = (row: Row, path: string) => `${evaluated(row, path)} #>> '{}'`;

/** A right or a condition of a category as rows, in the rulebook's order. */
const listed = (child: Row, category: Row, list: string) => `(select q.value, q.ordinality as place,
  q.value -> 'title' as title, q.value -> 'help' as help from jsonb_array_elements(${category}.${list}) with ordinality q) ${child}`;
export const applicationShapes = shapes({
  Query: {
    fields: {
      application: one('Application', rows, (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`),
    },
  },
  Network: {
    fields: { applications: page('Application', SORTS, rows, (c, _r, q) => ofState(c, q.arg('state'))) },
  },
  Region: {
    fields: {
      applications: page(
        'Application',
        SORTS,
        rows,
        (c, r, q) => `${c}.region_id = ${r}.place_id and ${ofState(c, q.arg('state'))}`,
      ),
    },
  },
  Member: {
    fields: {
      countryApplicants: many(
        'CountryApplicant',
        (c, r) => `app.country_applicants(${r}.place_id) ${c}`,
        undefined,
        (c) => `${c}.submitted_on, ${c}.name`,
      ),
      admission: (r) => `app.admission_of(${r}.place_id)`,
    },
  },
  CountryApplicant: {
    guard: (r) => ({ capability: 'applications.read', member: `${r}.member_id` }),
    fields: {
      id: (r) => `${r}.member_id || ':' || ${r}.application_id`,
      name: column('name'),
      state: column('state'),
      submittedOn: column('submitted_on'),
      rule: column('rule'),
      article: column('article'),
    },
  },
  Category: {
    fields: {
      code: column('code'),
      name: content('name'),
      description: (r, q) =>
        `case when ${r}.description is not null then app.content(${r}.description, ${q.locale}) end`,
      admits: column('admits'),
      conditions: many(
        'Condition',
        (c, r) => listed(c, r, 'eligibility'),
        undefined,
        (c) => `${c}.place`,
      ),
      rights: many(
        'Right',
        (c, r) => listed(c, r, 'rights'),
        undefined,
        (c) => `${c}.place`,
      ),
      memberCount: (r, q) =>
        `(select count(*)::int from membership m where m.category = ${r}.code and m.during @> ${q.asOf})`,
    },
  },
  Condition: {
    fields: {
      name: (r) => `${r}.value ->> 'name'`,
      title: content('title'),
      help: (r, q) => helpOf(r, q),
      document: (r) => `${r}.value ->> 'document'`,
      fact: (r) => `${r}.value ->> 'fact'`,
      type: (r, q) => `app.fact_type(${r}.value ->> 'fact', ${q.asOf})`,
      hard: (r) => `coalesce((${r}.value ->> 'hard')::boolean, true)`,
    },
  },
  Right: { fields: { name: (r) => `${r}.value ->> 'name'`, title: content('title') } },
  ApplicationPage: { fields: { rows: given, next: given, previous: given, total: given } },
  Application: {
    guard: handled,
    fields: {
      id: column('id'),
      name: column('name'),
      acronym: column('acronym'),
      website: column('website'),
      founded: column('founded'),
      address: column('address'),
      country: refers('Country', 'country', 'country', 'iso2'),
      region: refers('Region', 'region', 'region_id', 'place_id'),
      category: column('category'),
      state: column('state'),
      submittedAt: column('submitted_at'),
      byHand: (r) => `${r}.entered_by is not null`,
      contact: refers('ApplicationContact', 'application_contact', 'id', 'application_id'),
      steps: many(
        'ApplicationStep',
        (c) => `application_step ${c}`,
        (c, r) => `${c}.application_id = ${r}.id`,
        (c) => `${c}.at, ${c}.id`,
      ),
      acts: (r) => `app.acts('application', ${r}.state, ${r}.region_id, null)`,
      namesakes: many(
        'Member',
        (c) => `member ${c} join organisation o on o.id = ${c}.organisation_id`,
        (_c, r) => `o.country = ${r}.country and similarity(o.name_key, ${r}.name_key) > 0.4`,
        () => 'o.name_key',
        5,
      ),
      sameCountry: many(
        'SameCountry',
        (c, r) => `app.same_country(${r}.id) ${c}`,
        undefined,
        (c) => `${c}.member nulls last, ${c}.name`,
      ),
      countryRule: (r) => evaluatedText(r, 'country,rule'),
      countryArticle: (r) => evaluatedText(r, 'country,article'),
      bodies: (r) => evaluated(r, 'bodies'),
      appealUntil: (r) => `app.appeal_until(${r}.id)`,
      checklist: many(
        'ApplicationCondition',
        (c, r) => `app.application_checklist(${r}.id) ${c}`,
        undefined,
        (c) => `${c}.place`,
      ),
      documents: many(
        'ApplicationDocument',
        (c) => `application_document ${c}`,
        (c, r) => `${c}.application_id = ${r}.id and ${c}.removed_at is null`,
        (c) => `${c}.uploaded_at, ${c}.id`,
      ),
      messages: many(
        'ApplicationMessage',
        (c) => `application_message ${c}`,
        (c, r) => `${c}.application_id = ${r}.id`,
        (c) => `${c}.at, ${c}.id`,
      ),
      member: one(
        'Member',
        (c) => `member ${c} join application_step s on s.member_id = ${c}.place_id`,
        (_c, r) => `s.application_id = ${r}.id`,
      ),
      invented: column('invented'),
    },
  },
  ApplicationContact: {
    guard: handled,
    fields: {
      id: column('application_id'),
      name: column('name'),
      email: column('email'),
      phone: column('phone'),
      message: column('message'),
    },
  },
  ApplicationStep: {
    guard: handled,
    fields: {
      id: column('id'),
      kind: column('kind'),
      at: column('at'),
      by: refers('Person', 'person', 'by_id'),
      reason: column('reason'),
      body: column('body'),
      reference: column('reference'),
      resolution: refers('Resolution', 'resolution', 'reference', 'code'),
      decidedOn: column('decided_on'),
    },
  },
  SameCountry: {
    fields: {
      name: column('name'),
      member: refers('Member', 'member', 'member', 'place_id'),
      application: one('Application', rows, (c, r) => `${c}.id = ${r}.application_id`),
      since: column('since'),
    },
  },
  AdmissionBodies: { fields: { endorse: given, decide: given, appeal: given, article: given } },
  ApplicationCondition: {
    guard: handled,
    fields: {
      id: (r) => `${r}.application_id || ':' || ${r}.item`,
      item: column('item'),
      title: (r, q) => `case when ${r}.title is not null then app.content(${r}.title, ${q.locale}) end`,
      help: helpOf,
      document: column('document'),
      fact: column('fact'),
      type: (r) => `app.fact_type(${r}.fact, current_date)`,
      hard: column('hard'),
      value: column('value'),
      said: column('said'),
      saidAt: column('said_at'),
      saidBy: refers('Person', 'person', 'said_by'),
      verdict: column('verdict'),
      found: column('found'),
      reason: column('reason'),
      foundAt: column('found_at'),
      foundBy: refers('Person', 'person', 'found_by'),
      met: (r) => `coalesce(${r}.found, ${r}.verdict, false)`,
    },
  },
  ApplicationDocument: {
    guard: handled,
    fields: {
      id: column('id'),
      kind: column('kind'),
      filename: column('filename'),
      bytes: column('bytes'),
      uploadedAt: column('uploaded_at'),
      uploadedBy: refers('Person', 'person', 'uploaded_by'),
    },
  },
  ApplicationMessage: {
    guard: handled,
    fields: {
      id: column('id'),
      words: column('words'),
      at: column('at'),
      by: refers('Person', 'person', 'by_id'),
    },
  },
  DraftPayload: { fields: { refusals: given, expiresAt: given } },
  FollowedPayload: { fields: { refusals: given, done: given } },
  ApplyPayload: { fields: { refusals: given, secret: given } },
  ApplicationPayload: { fields: { refusals: given, application: madeApplication() } },
  AdmitPayload: {
    fields: {
      refusals: given,
      application: madeApplication(),
      member: made('Member', 'member', 'member', 'place_id'),
    },
  },
  WithdrawFollowedPayload: { fields: { refusals: given, withdrawn: given } },
});

function madeApplication() {
  return one('Application', rows, (c, _r, q) => `${c}.id = ${q.result('application')}`);
}
