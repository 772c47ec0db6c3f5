import { createHash } from 'node:crypto';
import {
  column,
  given,
  made,
  many,
  one,
  page,
  type Row,
  refers,
  type SortKey,
  shapes,
} from '../reading/shape.ts';

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

/** What is kept of a link's secret. */
export const linkHash = (secret: unknown) => createHash('sha256').update(String(secret)).digest();

export const applicationShapes = shapes({
  Query: {
    fields: {
      application: one('Application', rows, (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`),
      followedApplication: one(
        'FollowedApplication',
        (c, _r, q) => `app.followed_application(${q.arg('secret', linkHash)}::bytea) ${c}`,
      ),
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
  ApplicationPage: { fields: { rows: given, next: given, previous: given, total: given } },
  Application: {
    guard: (r) => ({ capability: 'applications.read', region: `${r}.region_id` }),
    fields: {
      id: column('id'),
      name: column('name'),
      acronym: column('acronym'),
      website: column('website'),
      founded: column('founded'),
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
      member: one(
        'Member',
        (c) => `member ${c} join application_step s on s.member_id = ${c}.place_id`,
        (_c, r) => `s.application_id = ${r}.id`,
      ),
      invented: column('invented'),
    },
  },
  ApplicationContact: {
    guard: (r) => ({ capability: 'applications.read', region: `${r}.region_id` }),
    fields: {
      id: column('application_id'),
      name: column('name'),
      email: column('email'),
      phone: column('phone'),
      message: column('message'),
    },
  },
  ApplicationStep: {
    guard: (r) => ({ capability: 'applications.read', region: `${r}.region_id` }),
    fields: {
      id: column('id'),
      kind: column('kind'),
      at: column('at'),
      by: refers('Person', 'person', 'by_id'),
      reason: column('reason'),
    },
  },
  FollowedApplication: {
    fields: {
      name: column('name'),
      country: refers('Country', 'country', 'country', 'iso2'),
      region: refers('Region', 'region', 'region_id', 'place_id'),
      category: column('category'),
      state: column('state'),
      open: (r) => `${r}.state in ('submitted', 'endorsed')`,
      steps: column('steps'),
    },
  },
  FollowedStep: { fields: { kind: given, at: given, reason: given } },
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
