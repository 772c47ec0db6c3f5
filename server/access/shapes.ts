import {
  column,
  given,
  made,
  many,
  one,
  page,
  type Row,
  refers,
  type Scope,
  SIGNED_IN,
  shapes,
} from '../reading/shape.ts';
import { OFFICES } from './capabilities.ts';

const held = (row: Row, scope: Scope) =>
  `case when ${scope.asOf} = current_date then ${row}.during @> now()
    else ${row}.during && tstzrange(${scope.asOf}::timestamptz, (${scope.asOf} + 1)::timestamptz) end`;

const PLACE_KINDS = ['network', 'region', 'council'];

/** The table of rights says which offices exist where; its names are code, not input. */
const kindsAt = (kind: string) => {
  const names = Object.entries(OFFICES).filter(([, office]) => office.place === kind);
  return `array[${names.map(([name]) => `'${name}'`).join(', ')}]::text[]`;
};

export const accessShapes = shapes({
  Query: {
    fields: {
      viewer: one(
        'Viewer',
        (c) => `person ${c}`,
        (c) => `${c}.id = (select app.actor())`,
      ),
      place: one(
        'Place',
        (c) => `place ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::int and ${q.asOf} is not null`,
      ),
      audit: page(
        'AuditEntry',
        { ID: [{ by: (c) => `${c}.id`, type: 'bigint' }] },
        (c) => `audit ${c}`,
        (c, _r, q) => `(${q.arg('act')}::text is null or ${c}.act = ${q.arg('act')}::text)
          and (${q.arg('placeId')}::int is null or ${c}.place_id = ${q.arg('placeId')}::int)
          and (${q.arg('subjectType')}::text is null or ${c}.subject_type = ${q.arg('subjectType')}::text)
          and (${q.arg('subjectId')}::text is null or ${c}.subject_id = ${q.arg('subjectId')}::text)`,
      ),
    },
  },
  Viewer: {
    fields: {
      id: column('id'),
      name: column('name'),
      locale: column('locale'),
      email: (r) => `(select c.email from contact c where c.person_id = ${r}.id order by c.place_id limit 1)`,
      offices: many(
        'Office',
        (c) => `office ${c}`,
        (c, r) => `${c}.person_id = ${r}.id and ${c}.during @> now()`,
        (c) => `${c}.place_id, ${c}.kind`,
      ),
      tokens: many(
        'ApiToken',
        (c) => `api_token ${c}`,
        (c, r) => `${c}.person_id = ${r}.id`,
        (c) => `${c}.created_at desc`,
      ),
      may: (_r, q) =>
        `exists (select 1 from app.path(${q.arg('placeId')}::int) p where p = any(app.reach(${q.arg('capability')}::text)))`,
      capabilitiesAt: (
        _r,
        q,
      ) => `(select coalesce(json_agg(distinct cg.capability), '[]') from capability_grant cg
        where app.reach(cg.capability) && array(select app.path(${q.arg('placeId')}::int)))`,
    },
  },
  Place: {
    fields: {
      id: column('id'),
      kind: column('kind'),
      region: refers('Region', 'region', 'id', 'place_id'),
      member: refers('Member', 'member', 'id', 'place_id'),
      offices: many(
        'Office',
        (c) => `office ${c}`,
        (c, r, q) => `${c}.place_id = ${r}.id and ${held(c, q)}`,
        (c) => `${c}.kind, ${c}.id`,
      ),
      officeKinds: (r) =>
        `case ${r}.kind ${PLACE_KINDS.map((kind) => `when '${kind}' then ${kindsAt(kind)}`).join(' ')} end`,
      tokens: many(
        'ApiToken',
        (c) => `api_token ${c}`,
        (c, r) => `${c}.place_id = ${r}.id`,
        (c) => `${c}.created_at desc`,
      ),
    },
  },
  Office: {
    guard: (r) => ({
      capability: 'offices.read',
      region: `${r}.place_id`,
      member: `${r}.place_id`,
      person: `${r}.person_id`,
    }),
    fields: {
      id: column('id'),
      kind: column('kind'),
      place: refers('Place', 'place', 'place_id'),
      person: refers('Person', 'person', 'person_id'),
      from: (r) => `lower(${r}.during)`,
      until: (r) => `upper(${r}.during)`,
    },
  },
  Person: {
    guard: () => SIGNED_IN,
    fields: { id: column('id'), name: column('name') },
  },
  ApiToken: {
    guard: (r) => ({ capability: 'audit.read', person: `${r}.person_id` }),
    fields: {
      id: column('id'),
      label: column('label'),
      place: refers('Place', 'place', 'place_id'),
      person: refers('Person', 'person', 'person_id'),
      capabilities: column('capabilities'),
      createdAt: column('created_at'),
      expiresAt: column('expires_at'),
      revokedAt: column('revoked_at'),
      usedAt: column('used_at'),
    },
  },
  AuditPage: { fields: { rows: given, next: given, previous: given, total: given } },
  AuditEntry: {
    guard: (r) => ({ capability: 'audit.read', region: `${r}.place_id`, member: `${r}.place_id` }),
    fields: {
      id: (r) => `${r}.id::text`,
      at: column('at'),
      actor: refers('Person', 'person', 'actor_id'),
      act: column('act'),
      place: refers('Place', 'place', 'place_id'),
      subjectType: column('subject_type'),
      subjectId: column('subject_id'),
      before: column('before'),
      after: column('after'),
      reason: column('reason'),
      tokenId: column('token_id'),
    },
  },
  AppointPayload: { fields: { refusals: given, office: made('Office', 'office', 'office') } },
  MakeSignInLinkPayload: { fields: { refusals: given, link: given } },
  EndOfficePayload: { fields: { refusals: given, office: made('Office', 'office', 'office') } },
  CreateTokenPayload: {
    fields: { refusals: given, token: made('ApiToken', 'api_token', 'token'), secret: given },
  },
  RevokeTokenPayload: { fields: { refusals: given, token: made('ApiToken', 'api_token', 'token') } },
});
