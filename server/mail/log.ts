import { refuse } from '../errors.ts';
import type { RecordBounceInput } from '../types.ts';
import type { Permit, Unit } from '../unit.ts';
import { plainWords } from '../words.ts';

/** Puts a message back into the outbox that was given up, came back, or had no address. */
export async function sendMailAgain(unit: Unit, permit: Permit<'mail.manage'>, id: string): Promise<string> {
  const [mail] = await unit.sql<
    { outcome: string | null }[]
  >`select outcome from mail where id = ${id} for update`;
  if (!mail) refuse('not_found', 'id', id);
  if (!mail.outcome) refuse('mail_waiting', 'id');
  if (!['failed', 'bounced', 'no_address'].includes(mail.outcome)) refuse('mail_was_sent', 'id');
  await unit.sql`update mail set ended_at = null, outcome = null, claimed_until = null, attempts = 0, try_at = now() where id = ${id}`;
  await unit.record({
    act: 'sendMailAgain',
    place: permit.place,
    subject: ['mail', id],
    before: { outcome: mail.outcome },
  });
  return id;
}

/** Marks the address of a message's person as one that takes no mail, as somebody saw it come back. */
export async function recordBounce(
  unit: Unit,
  permit: Permit<'mail.manage'>,
  { mailId, reason }: RecordBounceInput,
): Promise<string> {
  const words = plainWords(reason);
  if (!words) refuse('required', 'reason');
  const [mail] = await unit.sql<{ person: string; address: string | null }[]>`
    select person_id as person, app.mail_address(kind, person_id, place_id) as address from mail where id = ${mailId}`;
  if (!mail) refuse('not_found', 'mailId', mailId);
  if (!mail.address) refuse('no_address', 'mailId');
  const [made] = await unit.sql<{ id: string }[]>`
    insert into mail_bounce (email, person_id, mail_id, reason, recorded_by)
    values (${mail.address}, ${mail.person}, ${mailId}, ${words}, ${unit.actor})
    on conflict (email) where lifted_at is null do nothing returning id`;
  if (!made) refuse('bounce_known', 'mailId');
  await unit.record({
    act: 'recordBounce',
    place: permit.place,
    subject: ['mail_bounce', made.id],
    after: { person: mail.person },
    reason: words,
  });
  return made.id;
}

/** The address works again: what is posted from now on is sent to it. */
export async function liftBounce(unit: Unit, permit: Permit<'mail.manage'>, id: string): Promise<string> {
  const [lifted] = await unit.sql<{ person: string }[]>`
    update mail_bounce set lifted_at = now(), lifted_by = ${unit.actor} where id = ${id} and lifted_at is null
    returning person_id as person`;
  if (!lifted) refuse('not_found', 'id', id);
  await unit.record({
    act: 'liftBounce',
    place: permit.place,
    subject: ['mail_bounce', id],
    after: { person: lifted.person },
  });
  return id;
}
