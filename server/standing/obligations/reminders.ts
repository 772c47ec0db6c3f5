import { refuse } from '../../errors.ts';
import { type MailLocale, speech, write } from '../../mail/letter.ts';
import { post } from '../../mail/outbox.ts';
import type { ObligationRemindersInput, RemindOfObligationInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { type ObligationLine, obligationLetters } from './letters.ts';

interface Recipient {
  memberId: number;
  regionId: number;
  memberName: string;
  personId: string | null;
  personName: string | null;
  locale: MailLocale | null;
  reason: string | null;
  lines: ObligationLine[];
}

const COLUMN = /^[a-z]+-[0-9a-z-]{1,60}$/;

/** Who would be reminded of a column, in whose language, with which words; or why somebody would not be. */
export async function previewObligationReminders(
  unit: Unit,
  permit: Permit<'obligations.remind'>,
  { columnKey, memberId }: ObligationRemindersInput,
) {
  const recipients = await recipientsOf(unit, permit.place, columnKey, memberId ?? null);
  const [row] = await unit.sql<{ name: Record<string, string> }[]>`select name from network`;
  return recipients.map(({ lines, ...one }) => ({ ...one, ...wordsOf(one, lines, row?.name ?? {}) }));
}

/** Sends the reminders, each person at most one a day for a column. Answers how many were sent. */
export async function remindOfObligation(
  unit: Unit,
  permit: Permit<'obligations.remind'>,
  { columnKey, memberId }: RemindOfObligationInput,
): Promise<number> {
  // One at a time: the second finds what the first has sent.
  await unit.sql`select pg_advisory_xact_lock(hashtext('app.obligation_reminder'))`;
  const recipients = await recipientsOf(unit, permit.place, columnKey, memberId ?? null);
  const one = recipients[0];
  if (memberId && one?.reason) refuse(`obligation_${one.reason}`, 'memberId', one.memberName);
  if (memberId && !one) refuse('obligation_settled', 'memberId', memberId);
  const [now] = await unit.sql<{ day: string }[]>`select current_date::text as day`;
  const sendable = recipients.filter((each) => each.reason === null && each.personId !== null);
  for (const { memberId: member, regionId, memberName, personId, lines } of sendable) {
    const key = `obligation:${columnKey}:${member}:${personId}:${now?.day}`;
    await post(unit.sql, {
      key,
      kind: 'obligation_reminder',
      person: String(personId),
      place: member,
      data: { member: memberName, place: member, lines },
    });
    await unit.sql`insert into obligation_reminder (member_id, region_id, column_key, person_id, mail_key, sent_by)
      values (${member}, ${regionId}, ${columnKey}, ${personId}, ${key}, ${unit.actor})`;
  }
  await unit.record({
    act: 'remindOfObligation',
    place: permit.place,
    subject: ['obligation', columnKey],
    after: { members: sendable.map((each) => each.memberId) },
  });
  return sendable.length;
}

async function recipientsOf(unit: Unit, place: number, columnKey: string, member: number | null) {
  if (!COLUMN.test(columnKey)) refuse('unknown_column', 'columnKey', columnKey);
  return unit.sql<Recipient[]>`
    select r.member_id as "memberId", r.region_id as "regionId", g.name as "memberName", r.person_id as "personId",
      r.name as "personName", r.locale, r.reason, r.lines
    from app.obligation_recipients(${place}, ${columnKey}, ${member}) r
    join member m on m.place_id = r.member_id join organisation g on g.id = m.organisation_id
    order by g.name_key, r.member_id`;
}

function wordsOf(
  { memberName, memberId, personName, reason, locale }: Omit<Recipient, 'lines'>,
  lines: ObligationLine[],
  network: Record<string, string>,
): { subject: string | null; words: string | null } {
  const kind = obligationLetters['obligation_reminder'];
  if (reason || !locale || !kind) return { subject: null, words: null };
  const words = speech(locale);
  const composing = { speech: words, network: words.name(network), publicUrl: '', unsubscribeUrl: null };
  const letter = kind.compose({ member: memberName, place: memberId, lines }, composing);
  const { subject, words: text } = write({ ...letter, action: undefined, foot: [] }, personName ?? '', words);
  return { subject, words: text };
}
