import {
  column,
  type Guard,
  given,
  made,
  many,
  page,
  type Row,
  refers,
  SIGNED_IN,
  shapes,
} from '../../reading/shape.ts';

const guard = (row: Row): Guard => ({
  capability: 'dues.read',
  member: `${row}.member_id`,
  region: `${row}.region_id`,
});
const NEWEST = { ID: [{ by: (c: Row) => `${c}.id`, type: 'uuid' as const }] };
const person = refers('Person', 'person', 'person_id');

const preview = {
  PreviewRemindersPayload: { fields: { refusals: given, upTo: given, reminders: given } },
  PreviewReminder: {
    fields: {
      ruleId: given,
      template: given,
      event: given,
      office: given,
      memberId: given,
      memberName: given,
      regionId: given,
      forDay: given,
      personName: given,
      locale: given,
      reason: given,
      reliefAskedOn: given,
      amount: given,
      currency: given,
      lines: given,
      subject: given,
      words: given,
    },
  },
  PreviewReminderLine: { fields: { year: given, anchor: given, amount: given, currency: given } },
} as const;

/** The schedule of reminders, what was sent by it, and calendars, as the contract has them. */
export const reminderShapes = shapes({
  ...preview,
  Query: {
    fields: {
      reminderRules: many(
        'ReminderRule',
        (c) => `reminder_rule ${c}`,
        (c) => `(${c}.ended_on is null or ${c}.ended_on > current_date)`,
        (c) => `array_position(array['census_open', 'census_closing', 'before_due', 'after_due'], ${c}.event),
          case when ${c}.event = 'after_due' then ${c}.offset_days else -${c}.offset_days end, ${c}.valid_from, ${c}.id`,
      ),
    },
  },
  Member: {
    fields: {
      reminders: many(
        'Reminder',
        (c) => `reminder ${c}`,
        (c, r) => `${c}.member_id = ${r}.place_id`,
        (c) => `${c}.posted_at desc, ${c}.id desc`,
      ),
      reminderRecipients: many(
        'ReminderRecipient',
        (c, r) => `app.reminder_recipients(${r}.place_id) ${c}`,
        undefined,
        (c) => `${c}.office desc, ${c}.person_id`,
      ),
    },
  },
  Region: {
    fields: {
      reminders: page(
        'Reminder',
        NEWEST,
        (c) => `reminder ${c}`,
        (c, r) => `${c}.region_id = ${r}.place_id`,
      ),
    },
  },
  Network: { fields: { reminders: page('Reminder', NEWEST, (c) => `reminder ${c}`) } },
  Viewer: {
    fields: {
      calendars: many(
        'CalendarFeed',
        (c) => `calendar_feed ${c}`,
        (c, r) => `${c}.person_id = ${r}.id and ${c}.revoked_at is null`,
        (c) => `${c}.created_at desc`,
      ),
    },
  },
  ReminderRule: {
    guard: () => SIGNED_IN,
    fields: {
      id: column('id'),
      series: column('series'),
      event: column('event'),
      offsetDays: column('offset_days'),
      office: column('office'),
      template: column('template'),
      validFrom: column('valid_from'),
      endedOn: column('ended_on'),
      madeBy: refers('Person', 'person', 'made_by'),
    },
  },
  ReminderPage: { fields: { rows: given, next: given, previous: given, total: given } },
  Reminder: {
    guard,
    fields: {
      id: column('id'),
      rule: refers('ReminderRule', 'reminder_rule', 'rule_id'),
      member: refers('Member', 'member', 'member_id', 'place_id'),
      person,
      forDay: column('for_day'),
      postedAt: column('posted_at'),
      sentBy: refers('Person', 'person', 'sent_by'),
      state: (r) => `app.mail_state(${r}.mail_id)`,
      lines: many(
        'ReminderLine',
        (c) => `reminder_line ${c}`,
        (c, r) => `${c}.reminder_id = ${r}.id`,
        (c) => `${c}.anchor, ${c}.subject`,
      ),
      invented: column('invented'),
    },
  },
  ReminderLine: {
    guard,
    fields: {
      year: column('year'),
      anchor: column('anchor'),
      amount: (r) => `${r}.amount::text`,
      currency: column('currency'),
      assessment: refers('Assessment', 'assessment', 'assessment_id'),
    },
  },
  ReminderRecipient: {
    guard: (r) => ({ capability: 'dues.read', member: `${r}.member_id` }),
    fields: {
      person,
      office: column('office'),
      state: column('state'),
      bouncedOn: column('bounced_on'),
      optedOutOn: column('opted_out_on'),
    },
  },
  CalendarFeed: {
    guard: (r) => ({ rule: `${r}.person_id = (select app.actor())` }),
    fields: {
      id: column('id'),
      place: refers('Place', 'place', 'place_id'),
      label: column('label'),
      locale: column('locale'),
      createdAt: column('created_at'),
      readAt: column('read_at'),
    },
  },
  SendRemindersPayload: { fields: { refusals: given, sent: given } },
  SetReminderRulePayload: {
    fields: { refusals: given, rule: made('ReminderRule', 'reminder_rule', 'rule') },
  },
  EndReminderRulePayload: {
    fields: { refusals: given, rule: made('ReminderRule', 'reminder_rule', 'rule') },
  },
  MakeCalendarPayload: {
    fields: { refusals: given, calendar: made('CalendarFeed', 'calendar_feed', 'calendar'), secret: given },
  },
  RevokeCalendarPayload: {
    fields: { refusals: given, calendar: made('CalendarFeed', 'calendar_feed', 'calendar') },
  },
});
