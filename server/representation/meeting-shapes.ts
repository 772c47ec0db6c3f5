import { column, content, many, one, type Row, refers, shapes } from '../reading/shape.ts';
import { bodyOf, meetingOf, memberOf, person } from './relations.ts';

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

export const meetingShapes = shapes({
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
      proposedBy: refers('Member', 'member', 'proposed_by', 'place_id'),
      meeting: meetingOf,
      ballot: refers('Ballot', 'ballot', 'id', 'motion_id'),
      resolution: refers('Resolution', 'resolution', 'id', 'motion_id'),
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
      result: refers('Result', 'result', 'motion_id', 'motion_id'),
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
});
