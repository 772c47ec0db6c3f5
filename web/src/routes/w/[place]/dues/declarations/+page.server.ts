import { error } from '@sveltejs/kit';
import { wholeOf } from '#lib/amount.ts';
import { SetDeclarationWindow } from '#lib/operations.ts';
import { withParams } from '#lib/paths.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';
import { declarationGrid } from './grid.ts';

/** Who has declared: the members of a region, or all, by the years that have a window. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind === 'council') error(404, 'NOT_FOUND');
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  const { searchParams } = event.url;
  const page = { after: searchParams.get('after'), before: searchParams.get('before') };
  const found = await declarationGrid(event, place, page);
  return { ...found, maySetWindow: place.kind === 'network' && may.includes('dues.census') };
};

export const actions: Actions = {
  window: async (event) => {
    const form = await event.request.formData();
    const year = wholeOf(textOrNull(form, 'year') ?? '');
    const input = {
      year: year ?? 0,
      opensOn: textOrNull(form, 'opensOn') ?? '',
      closesOn: textOrNull(form, 'closesOn') ?? '',
    };
    const empty = (['opensOn', 'closesOn'] as const).filter((field) => !input[field]);
    if (year === null || empty.length > 0) {
      const refusals = [...empty, ...(year === null ? ['year'] : [])].map((field) => ({
        code: 'required',
        field,
      }));
      return acted({ refusals }, form, 'window', event.url.pathname);
    }
    const { setDeclarationWindow } = await act(event, SetDeclarationWindow, { input });
    const onTo = withParams(event.url.pathname, { year: input.year, done: 'window' });
    return acted(setDeclarationWindow, form, 'window', onTo);
  },
};
