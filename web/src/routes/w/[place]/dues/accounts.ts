import type { RequestEvent } from '@sveltejs/kit';
import { NetworkDues, RegionDues } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { WorkspacePlace } from '#lib/server/workspace.ts';

const SORTS = { name: 'NAME', outstanding: 'OUTSTANDING', assessed: 'ASSESSED' } as const;
const STATES = ['none', 'paid', 'partly', 'owing', 'overdue'] as const;

export type DuesState = (typeof STATES)[number];

/** What the address asks for: filters, order and page. */
export function duesFilters(params: URLSearchParams) {
  const state = STATES.find((one) => one === params.get('state')) ?? null;
  const year = /^\d{4}$/.test(params.get('year') ?? '') ? Number(params.get('year')) : null;
  const sort = params.get('sort') ?? 'name';
  const key = sort.replace(/^-/, '') as keyof typeof SORTS;
  return {
    state,
    year,
    search: params.get('search')?.trim() || null,
    sort: key in SORTS ? sort : 'name',
    order: { sort: SORTS[key] ?? SORTS.name, descending: sort.startsWith('-') },
  };
}

/** One page of the place's accounts, and its years in all. */
export async function duesAccounts(
  event: RequestEvent,
  place: Pick<WorkspacePlace, 'kind' | 'region'>,
  page: { first?: number; after?: string | null; before?: string | null } = {},
) {
  const { state, year, search, order } = duesFilters(event.url.searchParams);
  const variables = {
    first: page.first ?? 50,
    after: page.after,
    before: page.before,
    state,
    year,
    search,
    ...order,
  };
  if (place.kind === 'region' && place.region) {
    const { region } = await read(event, RegionDues, { code: place.region.code, ...variables });
    return region;
  }
  const { network } = await read(event, NetworkDues, variables);
  return network;
}
