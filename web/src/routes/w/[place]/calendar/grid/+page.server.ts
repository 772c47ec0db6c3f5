import { error } from '@sveltejs/kit';
import { ObligationGrid, RemindOfObligation } from '#lib/operations.ts';
import { withParams } from '#lib/paths.ts';
import { acted } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { ObligationState } from '#lib/ui/obligations/words.ts';
import { periodOf } from '../period.ts';
import type { Actions, PageServerLoad } from './$types';

const STATES: ObligationState[] = ['late', 'open', 'coming', 'done', 'waived', 'not_asked'];

/** Members and their obligations: who has done what. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  if (place.kind === 'council') error(404, 'NOT_FOUND');
  const { searchParams } = event.url;
  const period = periodOf(searchParams);
  const sort = searchParams.get('sort') ?? 'name';
  const filters = {
    search: searchParams.get('search'),
    column: searchParams.get('column') || null,
    state: STATES.find((one) => one === searchParams.get('state')) ?? null,
  };
  const asked = await read(event, ObligationGrid, {
    placeId: place.id,
    ...period,
    ...filters,
    sort: sort.endsWith('late') ? 'LATE' : 'NAME',
    descending: sort.startsWith('-'),
    after: searchParams.get('after'),
    before: searchParams.get('before'),
  });
  if (!asked.place) error(404, 'NOT_FOUND');
  const { obligationColumns, obligationGrid } = asked.place;
  return {
    period,
    sort,
    filters,
    all: obligationColumns,
    columns: filters.column
      ? obligationColumns.filter((one) => one.key === filters.column)
      : obligationColumns,
    grid: obligationGrid,
    reminded: searchParams.get('reminded'),
    mayRemind: may.includes('obligations.remind'),
  };
};

export const actions: Actions = {
  remind: async (event) => {
    const form = await event.request.formData();
    const { remindOfObligation } = await act(event, RemindOfObligation, {
      input: {
        placeId: await placeIdOf(event),
        columnKey: String(form.get('column') ?? ''),
        memberId: Number(form.get('member')),
        idempotencyKey: String(form.get('idempotencyKey') ?? ''),
      },
    });
    const here = withParams(event.url.pathname + event.url.search, {
      '/remind': null,
      reminded: String(form.get('name') ?? ''),
    });
    return acted(remindOfObligation, form, 'remind', here);
  },
};
