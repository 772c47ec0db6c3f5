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

type Catalogue = Record<string, (() => string) | undefined>;

/** The catalogue's words under `<prefix>_<name>`, or the name itself where it has none. */
function words(prefix: string, name: string): string {
  return (m as unknown as Catalogue)[`${prefix}_${name.replace('.', '_')}`]?.() ?? name;
}

/** An office's name in the reader's language: `office_<kind>` of the catalogue. */
export const officeName = (kind: string) => words('office', kind);

/** What a capability allows, in words: `capability_<name>` of the catalogue, e.g. `capability_dues_read`. */
export const capabilityName = (capability: string) => words('capability', capability);

/** What an act of the audit did, in words: `act_<name>` of the catalogue. */
export const actName = (act: string) => words('act', act);

/** Every act that the catalogue has words for. */
export const actNames = () =>
  Object.keys(m).flatMap((key) => (key.startsWith('act_') ? [key.slice('act_'.length)] : []));
