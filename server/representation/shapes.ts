import {
  column,
  content,
  given,
  made,
  many,
  one,
  page,
  type Row,
  type Scope,
  shapes,
} from '../reading/shape.ts';

/** Meetings and all that hangs on them: by the place's reach, or by a seat, a vote or a mandate of one's own. */
const readable = (meeting: string) => ({
  rule: `${meeting} = any((select app.readable_meetings())::uuid[])`,
});

/** A vote is its member's own, or its ballot is closed and the meeting readable: nothing partial, to nobody. */
const readableVote = (row: Row) => ({
  rule: `${row}.member_id = any((select app.reach('ballots.vote'))::int[])
    or (${row}.meeting_id = any((select app.readable_meetings())::uuid[]) and exists (select from ballot closed_ballot
      where closed_ballot.motion_id = ${row}.motion_id and closed_ballot.closed_at is not null))`,
});

const bodyOf = one(
  'Body',
  (c) => `body ${c}`,
  (c, r) => `${c}.id = ${r}.body_id`,
);
const memberOf = one(
  'Member',
  (c) => `member ${c}`,
  (c, r) => `${c}.place_id = ${r}.member_id`,
);
const meetingOf = one(
  'Meeting',
  (c) => `meeting ${c}`,
  (c, r) => `${c}.id = ${r}.meeting_id`,
);
const person = (by: string) =>
  one(
    'Person',
    (c) => `person ${c}`,
    (c, r) => `${c}.id = ${r}.${by}`,
  );

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
      place: one(
        'Place',
        (c) => `place ${c}`,
        (c, r) => `${c}.id = ${r}.place_id`,
      ),
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
      region: one(
        'Region',
        (c) => `region ${c}`,
        (c, r) => `${c}.place_id = ${r}.region_id`,
      ),
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
  Meeting: {
    guard: (r) => readable(`${r}.id`),
    fields: {
      id: column('id'),
      body: bodyOf,
      title: content('title'),
      startsAt: column('starts_at'),
      location: column('location'),
      openedAt: column('opened_at'),
      openedBy: person('opened_by'),
      closedAt: column('closed_at'),
      closedBy: person('closed_by'),
      rulebook: column('rulebook'),
      rulebookVersion: column('rulebook_version'),
      roll: many(
        'RollEntry',
        (c) =>
          `(select l.*, o.name_key from roll l join member m on m.place_id = l.member_id join organisation o on o.id = m.organisation_id) ${c}`,
        (c, r) => `${c}.meeting_id = ${r}.id`,
        (c) => `${c}.name_key, ${c}.member_id`,
      ),
      quorum: one(
        'Quorum',
        (c, r) => `(select * from quorum q where q.meeting_id = ${r}.id order by q.id desc limit 1) ${c}`,
      ),
      motions: many(
        'Motion',
        (c) => `motion ${c}`,
        (c, r) => `${c}.meeting_id = ${r}.id`,
        (c) => `${c}.number`,
      ),
    },
  },
  RollEntry: {
    guard: (r) => readable(`${r}.meeting_id`),
    fields: {
      member: memberOf,
      person: person('person_id'),
      seat: column('seat'),
      category: column('category'),
      weight: column('weight'),
      trace: column('trace'),
      present: (r) =>
        `exists (select from presence p where p.meeting_id = ${r}.meeting_id and p.member_id = ${r}.member_id and upper_inf(p.during))`,
    },
  },
  Quorum: {
    guard: (r) => readable(`${r}.meeting_id`),
    fields: {
      at: column('at'),
      quorate: column('quorate'),
      present: column('present'),
      entitled: column('entitled'),
      trace: column('trace'),
    },
  },
  Motion: {
    guard: (r) => readable(`${r}.meeting_id`),
    fields: {
      id: column('id'),
      number: column('number'),
      title: content('title'),
      wording: content('wording'),
      question: column('question'),
      proposedBy: one(
        'Member',
        (c) => `member ${c}`,
        (c, r) => `${c}.place_id = ${r}.proposed_by`,
      ),
      meeting: meetingOf,
      ballot: one(
        'Ballot',
        (c) => `ballot ${c}`,
        (c, r) => `${c}.motion_id = ${r}.id`,
      ),
      resolution: one(
        'Resolution',
        (c) => `resolution ${c}`,
        (c, r) => `${c}.motion_id = ${r}.id`,
      ),
    },
  },
  Ballot: {
    guard: (r) => readable(`${r}.meeting_id`),
    fields: {
      openedAt: column('opened_at'),
      openedBy: person('opened_by'),
      closedAt: column('closed_at'),
      closedBy: person('closed_by'),
      ownVote: one(
        'Vote',
        (c) => `vote ${c}`,
        (c, r, q) => `${c}.motion_id = ${r}.motion_id and ${c}.member_id = ${q.arg('memberId')}::int
          and ${c}.member_id = any((select app.reach('ballots.vote'))::int[])`,
      ),
      votes: many(
        'Vote',
        (c) =>
          `(select v.*, o.name_key from vote v join member m on m.place_id = v.member_id join organisation o on o.id = m.organisation_id) ${c}`,
        (c, r) => `${c}.motion_id = ${r}.motion_id and ${r}.closed_at is not null`,
        (c) => `${c}.name_key, ${c}.member_id`,
      ),
      result: one(
        'Result',
        (c) => `result ${c}`,
        (c, r) => `${c}.motion_id = ${r}.motion_id`,
      ),
    },
  },
  Vote: {
    guard: readableVote,
    fields: {
      member: memberOf,
      choice: column('choice'),
      castAt: column('cast_at'),
      castBy: person('cast_by'),
      recorded: column('recorded'),
      weight: (r) =>
        `(select l.weight from roll l where l.meeting_id = ${r}.meeting_id and l.member_id = ${r}.member_id)`,
    },
  },
  Result: {
    guard: (r) => readable(`${r}.meeting_id`),
    fields: {
      outcome: column('outcome'),
      yes: column('yes'),
      no: column('no'),
      abstain: column('abstain'),
      present: column('present'),
      entitled: column('entitled'),
      trace: column('trace'),
      rulebook: column('rulebook'),
      rulebookVersion: column('rulebook_version'),
      computedAt: column('computed_at'),
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
