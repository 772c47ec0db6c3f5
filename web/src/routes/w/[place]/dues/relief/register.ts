import type { RequestEvent } from '@sveltejs/kit';
import { NetworkReliefs, RegionReliefs } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { WorkspacePlace } from '#lib/server/workspace.ts';
import { KINDS } from './words.ts';

export const SHOWS = ['waiting', 'in_force', 'ended'] as const;
const SORTS = { asked: 'ASKED', member: 'MEMBER' } as const;

/** What the address asks for: which part of the register, filters, order. */
export function reliefFilters(params: URLSearchParams) {
  const sort = params.get('sort') ?? '-asked';
  const key = sort.replace(/^-/, '') as keyof typeof SORTS;
  const all = params.get('show') === 'all';
  return {
    show: all ? null : (SHOWS.find((one) => one === params.get('show')) ?? 'waiting'),
    kind: KINDS.find((one) => one === params.get('kind')) ?? null,
    search: params.get('search')?.trim() || null,
    sort: key in SORTS ? sort : '-asked',
    order: { sort: SORTS[key] ?? SORTS.asked, descending: key in SORTS ? sort.startsWith('-') : true },
  };
}

/** One page of the place's register of relief, and how many requests wait. */
export async function reliefRegister(
  event: RequestEvent,
  place: Pick<WorkspacePlace, 'kind' | 'region'>,
  page: { first?: number; after?: string | null; before?: string | null } = {},
) {
  const { show, kind, search, order } = reliefFilters(event.url.searchParams);
  const variables = {
    first: page.first ?? 50,
    after: page.after,
    before: page.before,
    show,
    kind,
    search,
    ...order,
  };
  if (place.kind === 'region' && place.region) {
    const { region } = await read(event, RegionReliefs, { code: place.region.code, ...variables });
    return region;
  }
  const { network } = await read(event, NetworkReliefs, variables);
  return network;
}
