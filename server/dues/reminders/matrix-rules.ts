import postgres from 'postgres';
import type { Front } from '../../test/client.ts';
import type { TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';
import { MEMBERS, REGIONS } from '../../test/world.ts';

const PAYLOAD = (fields: string) =>
  ({ rule: 'public', fields: `refusals ${fields}` }) as const satisfies TypeRule;
const WITHIN = { topic: 'dues', anywhere: true } as const;

export const REMINDER_TYPES = {
  ReminderPage: { rule: 'public', fields: 'rows next previous total' },
  ReminderRule: {
    rule: 'signed in',
    fields: 'id series event offsetDays office template validFrom endedOn madeBy',
  },
  Reminder: {
    rule: { topic: 'dues', rows: 'select id, member_id as member, region_id as region from reminder' },
    fields: 'id rule member person forDay postedAt sentBy state lines invented',
  },
  ReminderLine: { rule: WITHIN, fields: 'year anchor amount currency assessment' },
  ReminderRecipient: { rule: WITHIN, fields: 'person office state bouncedOn optedOutOn' },
  CalendarFeed: {
    rule: {
      topic: 'own',
      rows: 'select id, person_id as person, revoked_at is not null as hidden from calendar_feed',
    },
    fields: 'id place label locale createdAt readAt',
  },
  PreviewRemindersPayload: PAYLOAD('upTo reminders'),
  PreviewReminder: {
    rule: 'public',
    fields:
      'ruleId template event office memberId memberName regionId forDay personName locale reason reliefAskedOn amount currency lines subject words',
  },
  PreviewReminderLine: { rule: 'public', fields: 'year anchor amount currency' },
  SendRemindersPayload: PAYLOAD('sent'),
  SetReminderRulePayload: PAYLOAD('rule'),
  EndReminderRulePayload: PAYLOAD('rule'),
  MakeCalendarPayload: PAYLOAD('calendar secret'),
  RevokeCalendarPayload: PAYLOAD('calendar'),
} as const satisfies Record<string, TypeRule>;

export const REMINDER_GUARDED = {
  Member: {
    reminders: { topic: 'dues', at: 'member-rows' },
    reminderRecipients: { topic: 'dues', at: 'member' },
  },
} as const satisfies Record<string, TypeRule['guarded']>;

const NOTHING = '00000000-0000-7000-8000-000000000000';
const SENDERS = ['global_secretariat', 'finance'];
const READERS = [
  'council_secretary',
  'council_treasurer',
  'regional_coordinator',
  'regional_president',
  'global_secretariat',
  'finance',
  'auditor',
];
const places = [1, ...REGIONS.map((one) => one.id), ...MEMBERS.map((one) => one.id)];

export const REMINDER_ACTS = {
  previewReminders: {
    may: SENDERS,
    at: [1],
    call: () => '(input: { upTo: "1900-01-01" }) { refusals { code } }',
  },
  sendReminders: {
    may: SENDERS,
    at: [1],
    call: () => '(input: { day: "1900-01-01", idempotencyKey: "matrix-key" }) { refusals { code } }',
  },
  setReminderRule: {
    may: SENDERS,
    at: [1],
    call: () =>
      '(input: { event: before_due, offsetDays: -1, office: "council_treasurer", template: due_soon }) { refusals { code } }',
  },
  endReminderRule: { may: SENDERS, at: [1], call: () => `(id: "${NOTHING}") { refusals { code } }` },
  makeCalendar: {
    may: READERS,
    at: places,
    call: (place) => `(placeId: ${place}, locale: en, label: " ") { refusals { code } }`,
  },
  revokeCalendar: { may: 'anyone', at: [1], call: () => `(id: "${NOTHING}") { refusals { code } }` },
} satisfies Record<string, ActRule>;

/** A reminder of each assessment to the council's secretary or whoever is at hand, and calendars of two people. */
export async function arrangeReminders(front: Front): Promise<void> {
  const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const { treasurer, coordinator } = front.world.people;
  await owner`
    with due as (
      select a.id as assessment, a.member_id, a.region_id, a.due_on, a.year, a.amount, a.currency, r.id as rule, r.series,
        uuidv7() as id, m.id as mail
      from assessment a
      cross join lateral (select id, series from reminder_rule where template = 'overdue' limit 1) r
      cross join lateral (select id from mail where person_id = ${treasurer ?? null} limit 1) m),
    made as (
      insert into reminder (id, rule_id, member_id, region_id, person_id, for_day, mail_id)
      select id, rule, member_id, region_id, ${treasurer ?? null}, due_on, mail from due)
    insert into reminder_line (reminder_id, member_id, region_id, series, subject, anchor, person_id, year, assessment_id, amount, currency)
    select id, member_id, region_id, series, assessment::text, due_on, ${treasurer ?? null}, year, assessment, amount, currency from due`;
  for (const [person, place] of [
    [treasurer, 11],
    [coordinator, 2],
  ] as const)
    await owner`insert into calendar_feed (hash, person_id, place_id, label, locale)
      values (${Buffer.from(`matrix ${place}`)}, ${person ?? null}, ${place}, 'phone', 'en')`;
  await owner.end();
}
