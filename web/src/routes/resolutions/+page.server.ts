import { Resolutions } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

/** The public register, newest first, with search and filters. */
export const load: PageServerLoad = async (event) => {
  const { searchParams } = event.url;
  const text = (name: string) => searchParams.get(name) || null;
  const whole = (name: string) =>
    /^\d{1,9}$/.test(searchParams.get(name) ?? '') ? Number(searchParams.get(name)) : null;
  const filter = { search: text('search'), bodyId: whole('body'), year: whole('year') };
  const { resolutions, bodies } = await read(event, Resolutions, {
    ...filter,
    after: text('after'),
    before: text('before'),
  });
  return { resolutions, bodies, filter };
};
