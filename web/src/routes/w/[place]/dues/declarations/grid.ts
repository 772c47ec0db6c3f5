import type { RequestEvent } from '@sveltejs/kit';
import {
  type DeclarationSort,
  type DeclarationState,
  DeclarationWindows,
  NetworkDeclarations,
  RegionDeclarations,
} from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { WorkspacePlace } from '#lib/server/workspace.ts';
import { DECLARATION_STATES } from '../declaration/states.ts';

const SORTS: Record<string, DeclarationSort> = { name: 'NAME', state: 'STATE' };

/** What the address asks for: the year, filters and order. */
export function gridFilters(params: URLSearchParams) {
  const sort = params.get('sort') ?? 'name';
  const state: DeclarationState | null =
    DECLARATION_STATES.find((one) => one === params.get('state')) ?? null;
  return {
    state,
    search: params.get('search')?.trim() || null,
    year: Number(params.get('year')),
    sort: sort.replace(/^-/, '') in SORTS ? sort : 'name',
  };
}

/** The windows, the year that is looked at, and one page of its grid; null where no year has a window. */
export async function declarationGrid(
  event: RequestEvent,
  place: Pick<WorkspacePlace, 'kind' | 'region'>,
  page: { first?: number; after?: string | null; before?: string | null } = {},
) {
  const filters = gridFilters(event.url.searchParams);
  const { declarationWindows: windows } = await read(event, DeclarationWindows, {});
  const window =
    windows.find(({ year }) => year === filters.year) ??
    windows.find(({ state }) => state !== 'upcoming') ??
    windows[0];
  if (!window) return { windows, window: null, filters, grid: null };
  const variables = {
    year: window.year,
    first: page.first ?? 50,
    after: page.after,
    before: page.before,
    state: filters.state,
    search: filters.search,
    sort: SORTS[filters.sort.replace(/^-/, '')] ?? 'NAME',
    descending: filters.sort.startsWith('-'),
  };
  const grid =
    place.kind === 'region' && place.region
      ? (await read(event, RegionDeclarations, { code: place.region.code, ...variables })).region
      : (await read(event, NetworkDeclarations, variables)).network;
  return { windows, window, filters, grid };
}
