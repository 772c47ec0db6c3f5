import { column, given, made, many, one, page, type Row, refers, shapes } from '../reading/shape.ts';

/** What of a message may be read; its data are granted to nobody. */
const MAIL =
  '(select id, kind, topic, locale, person_id, place_id, posted_by, posted_at, attempts, ended_at, outcome from mail)';
const state = (row: Row) =>
  `coalesce(${row}.outcome, case when ${row}.attempts > 0 then 'deferred' else 'waiting' end)`;
const guard = (row: Row) => ({ capability: 'mail.manage', person: `${row}.person_id` });
const person = refers('Person', 'person', 'person_id');

/** The outbox as the contract has it. */
export const mailShapes = shapes({
  Query: {
    fields: {
      mails: page(
        'MailEntry',
        { ID: [{ by: (c) => `${c}.id`, type: 'uuid' }] },
        (c) => `${MAIL} ${c}`,
        (c, _r, q) => `(${q.arg('state')}::text is null or ${state(c)} = ${q.arg('state')}::text)`,
      ),
      mailBounces: many(
        'MailBounce',
        (c) => `mail_bounce ${c}`,
        (c) => `${c}.lifted_at is null`,
        (c) => `${c}.bounced_at desc`,
      ),
    },
  },
  Viewer: {
    fields: {
      optOuts: many(
        'MailOptOut',
        (c) => `mail_opt_out ${c}`,
        (c, r) => `${c}.person_id = ${r}.id and ${c}.until is null`,
        (c) => `${c}.topic`,
      ),
    },
  },
  MailPage: { fields: { rows: given, next: given, previous: given, total: given } },
  MailEntry: {
    guard,
    fields: {
      id: column('id'),
      kind: column('kind'),
      topic: column('topic'),
      locale: column('locale'),
      person,
      place: refers('Place', 'place', 'place_id'),
      postedAt: column('posted_at'),
      postedBy: refers('Person', 'person', 'posted_by'),
      state,
      endedAt: column('ended_at'),
      tries: many(
        'MailTry',
        (c) => `mail_attempt ${c}`,
        (c, r) => `${c}.mail_id = ${r}.id`,
        (c) => `${c}.id`,
      ),
      bounce: one(
        'MailBounce',
        (c) => `mail_bounce ${c}`,
        (c, r) =>
          `${c}.lifted_at is null and ${c}.email = app.mail_address(${r}.kind, ${r}.person_id, ${r}.place_id)`,
      ),
    },
  },
  MailTry: {
    guard,
    fields: {
      id: (r) => `${r}.id::text`,
      at: column('at'),
      state: column('outcome'),
      detail: column('detail'),
    },
  },
  MailBounce: {
    guard,
    fields: {
      id: column('id'),
      person,
      bouncedAt: column('bounced_at'),
      reason: column('reason'),
      recordedBy: refers('Person', 'person', 'recorded_by'),
    },
  },
  MailOptOut: {
    guard: (r) => ({ rule: `${r}.person_id = (select app.actor())` }),
    fields: { topic: column('topic'), since: column('since'), saidBy: column('said_by') },
  },
  SendMailAgainPayload: {
    fields: {
      refusals: given,
      mail: one(
        'MailEntry',
        (c) => `${MAIL} ${c}`,
        (c, _r, q) => `${c}.id = ${q.result('mail')}`,
      ),
    },
  },
  RecordBouncePayload: { fields: { refusals: given, bounce: made('MailBounce', 'mail_bounce', 'bounce') } },
  LiftBouncePayload: { fields: { refusals: given, bounce: made('MailBounce', 'mail_bounce', 'bounce') } },
  ChooseMailPayload: { fields: { refusals: given, viewer: made('Viewer', 'person', 'viewer') } },
});
