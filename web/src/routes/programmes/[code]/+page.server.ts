import { error } from '@sveltejs/kit';
import { ProgrammePage } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import { filtersOf, pageOf } from '#lib/ui/programme/filters.ts';
import type { PageServerLoad } from './$types';

/** A programme with its history, and its reported activities. */
export const load: PageServerLoad = async (event) => {
  const { searchParams } = event.url;
  const filters = filtersOf(searchParams);
  const { after, before } = pageOf(searchParams, filters.sort);
  const { component, year, region } = filters;
  const { programme } = await read(event, ProgrammePage, {
    code: event.params.code,
    component,
    year,
    region,
    after,
    before,
  });
  if (!programme) error(404, 'NOT_FOUND');
  return { programme, filters };
};
