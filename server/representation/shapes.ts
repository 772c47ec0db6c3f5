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
  type Scope,
  shapes,
} from '../reading/shape.ts';
import { bodyOf, memberOf, person } from './relations.ts';

/** Bodies of a place; for a council those in which it holds a seat or is an elector. */
function bodiesAt(body: Row, _row: Row, scope: Scope): string {
  const place = `${scope.arg('placeId')}::int`;
  return `(${place} is null or ${body}.place_id = ${place}
    or exists (select from mandate d where d.body_id = ${body}.id and d.member_id = ${place} and d.during @> ${scope.asOf})
    or (${body}.electorate = 'members' and exists (select from member_region mr where mr.member_id = ${place}
      and mr.during @> ${scope.asOf} and ${body}.place_id in (1, mr.region_id))))`;
}

const contains = (value: unknown) =>
  value == null || value === '' ? null : `%${String(value).replace(/[\\%_]/g, '\\$&')}%`;

function registerFilter(row: Row, _parent: Row, scope: Scope): string {
  const pattern = `${scope.arg('search', contains)}::text`;
  return `(${pattern} is null or app.key(${row}.title::text || ' ' || ${row}.wording::text || ' ' || ${row}.code) like app.key(${pattern}))
    and (${scope.arg('bodyId')}::int is null or ${row}.body_id = ${scope.arg('bodyId')}::int)
    and (${scope.arg('year')}::int is null or ${row}.year = ${scope.arg('year')}::int)`;
}

export const representationShapes = shapes({
  Query: {
    fields: {
      bodies: many(
        'Body',
        (c) => `body ${c}`,
        bodiesAt,
        (c) => `${c}.place_id, ${c}.id`,
      ),
      body: one(
        'Body',
        (c) => `body ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::int and ${q.asOf} is not null`,
      ),
      meeting: one(
        'Meeting',
        (c) => `meeting ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
      resolutions: page(
        'Resolution',
        {
          DATE: [
            { by: (c) => `${c}.adopted_on`, type: 'date' },
            { by: (c) => `${c}.code`, type: 'text' },
          ],
        },
        (c) => `resolution ${c}`,
        registerFilter,
      ),
      resolution: one(
        'Resolution',
        (c) => `resolution ${c}`,
        (c, _r, q) => `${c}.code = upper(${q.arg('code')}::text)`,
      ),
    },
  },
  Member: {
    fields: {
      mandates: many(
        'Mandate',
        (c) => `mandate ${c}`,
        (c, r, q) => `${c}.member_id = ${r}.place_id and ${c}.during @> ${q.asOf}`,
        (c) => `${c}.body_id`,
      ),
    },
  },
  Body: {
    fields: {
      id: column('id'),
      kind: column('kind'),
      code: column('code'),
      name: content('name'),
      place: refers('Place', 'place', 'place_id'),
      electorate: column('electorate'),
      seats: many(
        'Seat',
        (c) => `seat ${c}`,
        (c, r) => `${c}.body_id = ${r}.id`,
        (c) => `${c}.number`,
      ),
      mandates: many(
        'Mandate',
        (c) => `mandate ${c}`,
        (c, r) => `${c}.body_id = ${r}.id`,
        (c) => `lower(${c}.during) desc, ${c}.seat`,
      ),
      meetings: many(
        'Meeting',
        (c) => `meeting ${c}`,
        (c, r) => `${c}.body_id = ${r}.id`,
        (c) => `${c}.starts_at desc, ${c}.id`,
      ),
    },
  },
  Seat: {
    fields: {
      number: column('number'),
      region: refers('Region', 'region', 'region_id', 'place_id'),
      mandate: one(
        'Mandate',
        (c) => `mandate ${c}`,
        (c, r, q) => `${c}.body_id = ${r}.body_id and ${c}.seat = ${r}.number and ${c}.during @> ${q.asOf}`,
      ),
    },
  },
  Mandate: {
    fields: {
      id: column('id'),
      body: bodyOf,
      seat: column('seat'),
      member: memberOf,
      role: column('role'),
      from: (r) => `lower(${r}.during)`,
      until: (r) => `upper(${r}.during)`,
      endedReason: column('ended_reason'),
      person: person('person_id'),
    },
  },
  Resolution: {
    fields: {
      code: column('code'),
      body: bodyOf,
      title: content('title'),
      wording: content('wording'),
      question: column('question'),
      adoptedOn: column('adopted_on'),
      yes: column('yes'),
      no: column('no'),
      abstain: column('abstain'),
      rulebook: column('rulebook'),
      rulebookVersion: column('rulebook_version'),
      meeting: one(
        'Meeting',
        (c, r) =>
          `(select m.* from meeting m join motion n on n.meeting_id = m.id and n.id = ${r}.motion_id) ${c}`,
      ),
    },
  },
  ResolutionPage: { fields: { rows: given, next: given, previous: given, total: given } },
  MandatePayload: { fields: { refusals: given, mandate: made('Mandate', 'mandate', 'mandate') } },
  MeetingPayload: { fields: { refusals: given, meeting: made('Meeting', 'meeting', 'meeting') } },
  MotionPayload: { fields: { refusals: given, motion: made('Motion', 'motion', 'motion') } },
  CastVotePayload: {
    fields: {
      refusals: given,
      vote: one(
        'Vote',
        (c) => `vote ${c}`,
        (c, _r, q) =>
          `${c}.motion_id = ${q.result('motion')}::uuid and ${c}.member_id = ${q.result('member')}::int`,
      ),
    },
  },
});
