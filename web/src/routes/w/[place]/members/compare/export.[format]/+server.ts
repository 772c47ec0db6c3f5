import { error } from '@sveltejs/kit';
import { fileFromApi } from '#lib/server/api-files.ts';
import { daysAsked } from '../asked.ts';
import type { RequestHandler } from './$types';

/** What changed between the two days, as a file. */
export const GET: RequestHandler = async (event) => {
  const { format } = event.params;
  if (format !== 'csv' && format !== 'xlsx') error(404, 'NOT_FOUND');
  const { from, until } = daysAsked(event.url.searchParams);
  const asked = new URLSearchParams({ from, until, locale: event.locals.locale });
  const region = event.url.searchParams.get('region');
  if (region) asked.set('region', region);
  return fileFromApi(event, `/exports/comparison.${format}?${asked}`);
};
