import { m } from '#lib/paraglide/messages.js';

/** A place as queries give it: the network, a region, or a council. */
export type PlaceLike = {
  id: number;
  kind: 'network' | 'region' | 'council';
  region?: { code: string; name: { value: string } } | null;
  member?: { id: number; name: string } | null;
};

/** The place of the network itself. */
export const networkPlace = 1;

/** A place in addresses: `network`, a region's code in lower case, or a council's number. */
export function placeKey(place: PlaceLike): string {
  if (place.kind === 'network') return 'network';
  return place.kind === 'region' && place.region ? place.region.code.toLowerCase() : String(place.id);
}

/** The place's name in the reader's language. */
export function placeName(place: PlaceLike): string {
  return place.region?.name.value ?? place.member?.name ?? m.shell_network();
}

/** An office's name in the reader's language: `office_<kind>` of the catalogue. */
export function officeName(kind: string): string {
  const words = (m as unknown as Record<string, (() => string) | undefined>)[`office_${kind}`];
  return words?.() ?? kind;
}
