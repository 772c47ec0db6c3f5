import { refuse } from '../../errors.ts';
import { post } from '../../mail/outbox.ts';
import type { OpenClosedDataInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';

const OPENABLE = ['contacts.read', 'affiliates.read', 'applications.read'];
const SHORTEST = 10;
const LONGEST = 1000;

/**
 * Opens closed personal data of a council or region to the actor for one hour. The reason is told word for word to
 * everybody whose contact the place holds, by mail and on their page.
 */
export async function openClosedData(
  unit: Unit,
  permit: Permit<'privacy.open'>,
  { capability, reason }: OpenClosedDataInput,
): Promise<string> {
  const words = plainWords(reason);
  if (!OPENABLE.includes(capability)) refuse('unknown_kind', 'capability', capability);
  if (permit.place === 1) refuse('opening_network', 'placeId');
  if (words.length < SHORTEST) refuse('reason_short', 'reason', SHORTEST);
  if (words.length > LONGEST) refuse('text_long', 'reason', LONGEST);
  const [now] = await unit.sql<{ reached: boolean }[]>`
    select case ${capability} when 'contacts.read' then ${permit.place} = any(app.reach_contacts())
      when 'affiliates.read' then ${permit.place} = any(app.affiliate_reach('affiliates.read', 'list'))
      else exists (select from app.path(${permit.place}) p where p = any(app.reach(${capability}))) end as reached`;
  if (now?.reached) refuse('already_open', 'capability');
  const [made] = await unit.sql<{ id: string }[]>`
    insert into glass (person_id, place_id, capability, reason)
    values (${unit.actor}, ${permit.place}, ${capability}, ${words}) returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'openClosedData',
    place: permit.place,
    subject: ['glass', id],
    after: { capability },
    reason: words,
  });
  await tellOwners(unit, id, permit.place, capability, words);
  return id;
}

/** The people in office there: of a person without an office the page tells it. */
async function tellOwners(
  unit: Unit,
  id: string,
  place: number,
  capability: string,
  reason: string,
): Promise<void> {
  const [actor] = await unit.sql<{ name: string; until: string }[]>`
    select p.name, g.until::text from glass g join person p on p.id = g.person_id where g.id = ${id}`;
  const owners = await unit.sql<{ person: string }[]>`select * from app.owners_of(${place}) as o(person)`;
  for (const { person } of owners)
    await post(unit.sql, {
      key: `opened:${id}:${person}`,
      kind: 'data_opened',
      person,
      place,
      data: { opening: id, capability, reason, name: actor?.name, until: actor?.until },
    });
}

/** Closes before its time what the actor has opened. */
export async function closeOpenedData(unit: Unit, id: string): Promise<string> {
  const [closed] = await unit.sql<{ place_id: number }[]>`
    update glass set closed_at = now() where id = ${id} and person_id = ${unit.actor} and closed_at is null and until > now()
    returning place_id`;
  if (!closed) refuse('not_found', 'id', id);
  await unit.record({ act: 'closeOpenedData', place: closed.place_id, subject: ['glass', id] });
  return id;
}
