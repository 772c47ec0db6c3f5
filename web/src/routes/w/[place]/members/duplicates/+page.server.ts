import { error, redirect } from '@sveltejs/kit';
import {
  EndKeepingApart,
  NetworkDuplicates,
  OrganisationOfMember,
  RegionDuplicates,
} from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { acted } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** Pairs of records that may be one organisation: of the region, or of all. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind === 'council') error(404, 'NOT_FOUND');
  if (!may.includes('organisations.manage')) error(403, 'FORBIDDEN');
  const asked = ['first', 'second'].map((name) => Number(event.url.searchParams.get(name) ?? 0));
  const unknown = asked.some((id) => id > 0) && !(await compared(event, asked, place.key));
  const of = place.region
    ? (await read(event, RegionDuplicates, { code: place.region.code })).region
    : (await read(event, NetworkDuplicates, {})).network;
  return {
    pairs: of?.duplicates ?? [],
    apart: of?.keptApart ?? [],
    count: of?.duplicateCount ?? 0,
    unknown,
    asked,
  };
};

export const actions: Actions = {
  together: async (event) => {
    const form = await event.request.formData();
    const { endKeepingApart } = await act(event, EndKeepingApart, { id: String(form.get('id')) });
    return acted(
      endKeepingApart,
      form,
      'together',
      paths.workspace(event.params.place, 'members/duplicates'),
    );
  },
};

/** Two members that somebody names are looked at side by side, alike or not; false where one of them is none. */
async function compared(
  event: Parameters<PageServerLoad>[0],
  asked: number[],
  place: string,
): Promise<boolean> {
  const found = await Promise.all(
    asked.map((id) =>
      Number.isInteger(id) && id > 0 && id < 2 ** 31 ? read(event, OrganisationOfMember, { id }) : null,
    ),
  );
  const [one, other] = found.map((answer) => answer?.member?.organisation.id);
  if (!one || !other) return false;
  redirect(303, paths.workspace(place, `members/duplicates/${one}/${other}`));
}
