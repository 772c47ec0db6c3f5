import { error } from '@sveltejs/kit';
import { isDate } from '#lib/dates.ts';
import { MemberStatement } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** A council's statement, page by page, of a period where one is asked for. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'council') error(404, 'NOT_FOUND');
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  const given = (name: string) => event.url.searchParams.get(name) || null;
  const day = (name: string) => (isDate(given(name) ?? '') ? given(name) : null);
  const filters = { from: day('from'), until: day('until') };
  const page = { first: 25, after: given('after'), before: given('before') };
  const { member } = await read(event, MemberStatement, { id: place.id, ...page, ...filters });
  if (!member) error(404, 'NOT_FOUND');
  const parts = event.url.searchParams.getAll('part').flatMap((part) => {
    const [from = '', until = ''] = part.split('_');
    return isDate(from) && isDate(until) ? [{ from, until }] : [];
  });
  return { member, filters, parts };
};
