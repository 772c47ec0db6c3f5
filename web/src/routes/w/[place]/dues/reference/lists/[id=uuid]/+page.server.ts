import { error } from '@sveltejs/kit';
import { ReferenceList } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** One list with its values, page by page. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'network') error(404, 'NOT_FOUND');
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  const { searchParams } = event.url;
  const { referenceVintage } = await read(event, ReferenceList, {
    id: event.params.id,
    first: 50,
    after: searchParams.get('after'),
    before: searchParams.get('before'),
    search: searchParams.get('search')?.trim() || null,
  });
  if (!referenceVintage) error(404, 'NOT_FOUND');
  return {
    list: referenceVintage,
    search: searchParams.get('search') ?? '',
    known: searchParams.has('known'),
    loaded: searchParams.has('loaded'),
  };
};
