import { refuse } from '../../errors.ts';
import type { ChooseSharingInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';

/** Shares a council's contacts with those above it, or no longer. Only the council itself decides that. */
export async function chooseSharing(
  unit: Unit,
  permit: Permit<'privacy.share'>,
  { audience, shared }: ChooseSharingInput,
): Promise<number> {
  const [now] = await unit.sql<{ council: boolean; own: boolean; shared: boolean }[]>`
    select kind = 'council' as council, id = any(app.reach('privacy.share')) as own,
      app.contacts_shared(id, ${audience}) as shared
    from place where id = ${permit.place}`;
  if (!now?.council || !now.own) refuse('sharing_own_only', 'placeId');
  if (now.shared === shared) refuse('sharing_same', 'shared');
  await unit.sql`insert into sharing_choice (place_id, kind, audience, shared, chosen_by)
    values (${permit.place}, 'contacts', ${audience}, ${shared}, ${unit.actor})`;
  await unit.record({
    act: 'chooseSharing',
    place: permit.place,
    subject: ['place', permit.place],
    before: { [audience]: !shared },
    after: { [audience]: shared },
  });
  return permit.place;
}
