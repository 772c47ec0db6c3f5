import { randomBytes } from 'node:crypto';
import { hashOf } from '../../access/tokens.ts';
import { refuse } from '../../errors.ts';
import type { MailLocale } from '../../mail/letter.ts';
import type { Permit, Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';

const MOST = 10;

/** Makes a calendar for whoever asks, at a place that their office reaches. Only the hash of its secret is kept. */
export async function makeCalendar(
  unit: Unit,
  permit: Permit<'dues.read'>,
  locale: MailLocale,
  label: string,
): Promise<{ calendar: string; secret: string }> {
  const words = plainWords(label).slice(0, 80);
  if (!words) refuse('required', 'label');
  const [held] = await unit.sql<{ count: number }[]>`
    select count(*)::int as count from calendar_feed where person_id = ${unit.actor} and revoked_at is null`;
  if ((held?.count ?? 0) >= MOST) refuse('calendars_many', 'placeId', MOST);
  const secret = randomBytes(32).toString('base64url');
  const [made] = await unit.sql<{ id: string }[]>`
    insert into calendar_feed (hash, person_id, place_id, label, locale)
    values (${hashOf(secret)}, ${unit.actor}, ${permit.place}, ${words}, ${locale}) returning id`;
  const calendar = String(made?.id);
  await unit.record({ act: 'makeCalendar', place: permit.place, subject: ['calendar_feed', calendar] });
  return { calendar, secret };
}

/** Ends a calendar of one's own at once. */
export async function revokeCalendar(unit: Unit, id: string): Promise<string> {
  const [revoked] = await unit.sql<{ place: number }[]>`
    update calendar_feed set revoked_at = now() where id = ${id} and person_id = ${unit.actor} and revoked_at is null
    returning place_id as place`;
  if (!revoked) refuse('not_found', 'id', id);
  await unit.record({ act: 'revokeCalendar', place: revoked.place, subject: ['calendar_feed', id] });
  return id;
}
