import postgres from 'postgres';
import type { Front } from '../test/client.ts';
import type { TypeRule } from '../test/matrix/matrix.ts';
import type { ActRule } from '../test/matrix/rules.ts';

const PAYLOAD = (field: string) =>
  ({ rule: 'public', fields: `refusals ${field}` }) as const satisfies TypeRule;

export const MAIL_TYPES = {
  MailPage: { rule: 'public', fields: 'rows next previous total' },
  MailEntry: {
    rule: { topic: 'mail', rows: 'select id, person_id as person from mail' },
    fields: 'id kind topic locale person place postedAt postedBy state endedAt tries bounce',
  },
  MailTry: {
    rule: { topic: 'mail', rows: 'select id, person_id as person from mail_attempt' },
    fields: 'id at state detail',
  },
  MailBounce: {
    rule: {
      topic: 'mail',
      rows: 'select id, person_id as person, lifted_at is not null as hidden from mail_bounce',
    },
    fields: 'id person bouncedAt reason recordedBy',
  },
  MailOptOut: { rule: 'signed in', fields: 'topic since saidBy' },
  SendMailAgainPayload: PAYLOAD('mail'),
  RecordBouncePayload: PAYLOAD('bounce'),
  LiftBouncePayload: PAYLOAD('bounce'),
  ChooseMailPayload: PAYLOAD('viewer'),
} as const satisfies Record<string, TypeRule>;

const NOTHING = '00000000-0000-7000-8000-000000000000';

export const MAIL_ACTS = {
  sendMailAgain: {
    may: ['global_secretariat'],
    at: [1],
    call: () => `(id: "${NOTHING}") { refusals { code } }`,
  },
  recordBounce: {
    may: ['global_secretariat'],
    at: [1],
    call: () => `(input: { mailId: "${NOTHING}", reason: "none" }) { refusals { code } }`,
  },
  liftBounce: {
    may: ['global_secretariat'],
    at: [1],
    call: () => `(id: "${NOTHING}") { refusals { code } }`,
  },
  chooseMail: {
    may: 'anyone',
    at: [1],
    call: () => `(topic: "none", wanted: true) { refusals { code } }`,
  },
} satisfies Record<string, ActRule>;

/** A message to each of some people, one of which came back. */
export async function arrangeMail(front: Front): Promise<void> {
  const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  for (const name of ['treasurer', 'secretaryDorna', 'finance'] as const) {
    const person = String(front.world.people[name]);
    const [mail] = await owner<{ id: string }[]>`
      insert into mail (key, kind, locale, person_id, place_id, attempts, ended_at, outcome)
      values (${`matrix:${name}`}, 'overdue', 'en', ${person}, 1, 1, now(), 'bounced') returning id`;
    const id = String(mail?.id);
    await owner`insert into mail_attempt (mail_id, person_id, outcome, detail) values (${id}, ${person}, 'bounced', '550')`;
    await owner`insert into mail_bounce (email, person_id, mail_id, reason) values (${`${name}@world.example`}, ${person}, ${id}, '550')`;
    await owner`insert into mail_opt_out (person_id, topic, said_by) values (${person}, 'dues_reminders', 'page')`;
  }
  await owner.end();
}
