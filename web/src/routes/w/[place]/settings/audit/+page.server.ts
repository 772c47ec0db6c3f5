import { AuditTrail } from '#lib/operations.ts';
import { networkPlace } from '#lib/places.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** The acts at this place; the network's audit holds those of all places. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  const given = (name: string) => event.url.searchParams.get(name) || null;
  const { audit } = await read(event, AuditTrail, {
    placeId: place.id === networkPlace ? null : place.id,
    act: given('act'),
    after: given('after'),
    before: given('before'),
  });
  return { audit, act: given('act'), mayAudit: may.includes('audit.read') };
};
