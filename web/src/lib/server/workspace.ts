import { error, type RequestEvent } from '@sveltejs/kit';
import { PlaceOfRegion, type ShellQuery, type WorkspaceQuery } from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { networkPlace } from '#lib/places.ts';
import type { OutlineRegion } from '#lib/ui/outline.ts';
import { read } from './api.ts';

/** The place a workspace stands at, as its pages need it. */
export type WorkspacePlace = {
  /** The number of the place, as the API takes it. */
  id: number;
  kind: 'network' | 'region' | 'council';
  /** The place in addresses. */
  key: string;
  /** Its name; null for the network, whose name the catalogue has. */
  name: string | null;
  /** The region it is or lies in; null for the network. */
  region: { id: number; code: string; key: string; name: string } | null;
};

type Regions = WorkspaceQuery['regions'];
type Viewer = NonNullable<ShellQuery['viewer']>;

/** The place that `key` names in the network as of the date asked for; null when there is none. */
export function placeAt(key: string, regions: Regions): WorkspacePlace | null {
  if (key === 'network') return { id: networkPlace, kind: 'network', key, name: null, region: null };
  for (const one of regions) {
    const region = { id: one.id, code: one.code, key: one.code.toLowerCase(), name: one.name.value };
    if (region.key === key) return { id: one.id, kind: 'region', key, name: region.name, region };
    const council = one.outline.find((member) => String(member.id) === key);
    if (council) return { id: council.id, kind: 'council', key, name: council.name, region };
  }
  return null;
}

/**
 * The outline Network ▸ Region ▸ Council. A place that an office of the reader reaches leads to its workspace,
 * another council to its public page.
 */
export function outlineFor(regions: Regions, viewer: Viewer): OutlineRegion[] {
  const held = new Set(viewer.offices.map((office) => office.place.id));
  const everywhere = held.has(networkPlace);
  return regions.map((region) => {
    const reached = everywhere || held.has(region.id);
    return {
      code: region.code,
      name: region.name.value,
      href: reached ? paths.workspace(region.code.toLowerCase()) : null,
      councils: region.outline.map((council) => ({
        id: council.id,
        name: council.name,
        href:
          reached || held.has(council.id)
            ? paths.workspace(String(council.id))
            : paths.member(String(council.id)),
        standing: council.standing?.light ?? 'none',
      })),
    };
  });
}

/** The number of the place that the address names, for actions, which have no layout's data. */
export async function placeIdOf(event: RequestEvent<{ place: string }>): Promise<number> {
  const key = event.params.place;
  if (key === 'network') return networkPlace;
  if (/^\d+$/.test(key)) return Number(key);
  return regionIdOf(event, key);
}

/** The number of the region with this code. */
export async function regionIdOf(event: RequestEvent, code: string): Promise<number> {
  const { region } = await read(event, PlaceOfRegion, { code });
  return region?.id ?? error(404, 'NOT_FOUND');
}

/** The member that a page is about: the one in the address, or the place itself where a council is in its own workspace. */
export async function memberIdOf(
  event: RequestEvent<{ place: string; id?: number | string | undefined }>,
): Promise<number> {
  return event.params.id
    ? Number(event.params.id)
    : await placeIdOf(event as RequestEvent<{ place: string }>);
}
