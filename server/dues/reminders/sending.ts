import { refuse } from '../../errors.ts';
import { type MailLocale, speech, write } from '../../mail/letter.ts';
import type { PreviewRemindersInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { todayOf } from '../run.ts';
import { type ReminderData, reminderLetters } from './letters.ts';

const FURTHEST_DAYS = 60;
/** So many letters are written out; a schedule's texts repeat. */
const WRITTEN = 100;

interface Due {
  ruleId: string;
  event: string;
  template: string;
  office: ReminderData['office'];
  memberId: number;
  memberName: string;
  regionId: number;
  forDay: string;
  personName: string | null;
  locale: MailLocale | null;
  reason: string | null;
  reliefAskedOn: string | null;
  lines: { year: number; anchor: string; amount: string | null; currency: string | null }[];
}

/** Who would be written to up to a day by what is open now, and with which words. */
export async function previewReminders(
  unit: Unit,
  _permit: Permit<'dues.remind'>,
  input: PreviewRemindersInput,
) {
  const today = await todayOf(unit.sql);
  const upTo = input.upTo ?? today;
  const [ahead] = await unit.sql<{ days: number }[]>`select ${upTo}::date - ${today}::date as days`;
  if (!ahead || ahead.days < 0) refuse('reminder_past', 'upTo', upTo);
  if (ahead.days > FURTHEST_DAYS) refuse('reminder_far', 'upTo', FURTHEST_DAYS);
  const due = await unit.sql<Due[]>`
    with undecided as materialized (
      select v.assessment_id, min(r.asked_on) as asked_on from app.reliefs(current_date) s
      join relief r on r.id = s.relief_id join relief_cover v on v.relief_id = r.id
      where s.state in ('asked', 'awaiting_sponsor') group by 1)
    select d.rule_id as "ruleId", d.event, d.template, d.office, d.member_id as "memberId", o.name as "memberName",
      min(d.region_id) as "regionId", min(d.for_day)::text as "forDay", d.name as "personName", d.locale, d.reason,
      json_agg(json_build_object('year', d.year, 'anchor', d.anchor, 'amount', d.amount::text, 'currency', d.currency)
        order by d.anchor, d.subject) as lines, min(u.asked_on)::text as "reliefAskedOn"
    from app.reminders_due(${upTo}::date) d
    left join undecided u on u.assessment_id = d.assessment_id
    join member m on m.place_id = d.member_id join organisation o on o.id = m.organisation_id
    group by d.rule_id, d.event, d.template, d.office, d.member_id, o.name, o.name_key, d.person_id, d.name, d.locale, d.reason
    order by min(d.for_day), o.name_key, d.member_id, d.rule_id, d.person_id`;
  const [row] = await unit.sql<{ name: Record<string, string> }[]>`select name from network`;
  const reminders = due.map((one, index) => ({
    ...one,
    ...totalOf(one),
    ...(index < WRITTEN ? wordsOf(one, row?.name ?? {}) : { subject: null, words: null }),
  }));
  return { upTo, reminders };
}

/** The sum of what is open, where all of it is in one currency. */
function totalOf({ lines }: Due): { amount: string | null; currency: string | null } {
  const currency = lines[0]?.currency ?? null;
  if (!currency || lines.some((line) => line.currency !== currency)) return { amount: null, currency: null };
  return { amount: String(lines.reduce((sum, line) => sum + BigInt(line.amount ?? '0'), 0n)), currency };
}

function wordsOf(
  one: Due,
  network: Record<string, string>,
): { subject: string | null; words: string | null } {
  const kind = reminderLetters[one.template];
  if (one.reason || !one.locale || !kind) return { subject: null, words: null };
  const words = speech(one.locale);
  const data: ReminderData = {
    member: one.memberName,
    place: one.memberId,
    office: one.office,
    lines: one.lines.map(({ anchor, ...line }) => ({ ...line, day: anchor })),
  };
  const composing = { speech: words, network: words.name(network), publicUrl: '', unsubscribeUrl: null };
  const letter = kind.compose({ ...data }, composing);
  // The preview holds no working links: neither the page's address nor anybody's way out of reminders.
  const { subject, words: text } = write(
    { ...letter, action: undefined, foot: [] },
    one.personName ?? '',
    words,
  );
  return { subject, words: text };
}

/** Sends now what the schedule asks for up to today. Whoever was written to for it already is not written to again. */
export async function sendReminders(unit: Unit, permit: Permit<'dues.remind'>, day: string): Promise<number> {
  // A page that was left open over midnight showed another day's reminders.
  if (day !== (await todayOf(unit.sql))) refuse('reminder_day', 'day', day);
  await unit.sql`select set_config('statement_timeout', '60s', true)`;
  const [row] = await unit.sql<{ sent: number }[]>`select app.send_reminders() as sent`;
  const sent = row?.sent ?? 0;
  await unit.record({
    act: 'sendReminders',
    place: permit.place,
    subject: ['place', permit.place],
    after: { sent },
  });
  return sent;
}
