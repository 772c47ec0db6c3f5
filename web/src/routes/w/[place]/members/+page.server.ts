import { error, fail, redirect } from '@sveltejs/kit';
import { NetworkMembers, RegionMembers } from '#lib/operations.ts';
import { networkPlace } from '#lib/places.ts';
import { typed } from '#lib/refusals.ts';
import { read } from '#lib/server/api.ts';
import { sendFile } from '#lib/server/api-files.ts';
import type { Actions, PageServerLoad } from './$types';
import { memberQuery } from './query.ts';

/** Members of the region or the network, its gaps, and the applications that wait. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  const query = memberQuery(event.url.searchParams);
  const common = {
    filters: Object.fromEntries(event.url.searchParams),
    mayEnter: may.includes('applications.enter'),
    mayImport: may.includes('members.import'),
    seesApplications: may.includes('applications.read'),
  };
  if (place.kind === 'network') {
    const { network } = await read(event, NetworkMembers, query);
    if (!network) error(404, 'NOT_FOUND');
    return {
      ...common,
      members: network.members,
      waiting: network.waiting,
      gaps: [],
      imports: network.imports,
      categories: network.categories,
    };
  }
  if (!place.region || place.kind !== 'region') error(404, 'NOT_FOUND');
  const { region, network } = await read(event, RegionMembers, { ...query, code: place.region.code });
  if (!region) error(404, 'NOT_FOUND');
  return {
    ...common,
    members: region.members,
    waiting: region.waiting,
    gaps: region.gaps,
    imports: [],
    categories: network?.categories ?? [],
  };
};

export const actions: Actions = {
  upload: async (event) => {
    const form = await event.request.formData();
    const file = form.get('file');
    if (!(file instanceof File) || file.size === 0)
      return fail(422, { refusals: [{ code: 'file_empty', field: 'file' }], values: typed(form) });
    const uploaded = await sendFile(event, 'members', networkPlace, file);
    if ('refusals' in uploaded) return fail(422, { refusals: uploaded.refusals, values: typed(form) });
    redirect(303, `/w/${event.params.place}/imports/${uploaded.id}${uploaded.known ? '?known=1' : ''}`);
  },
};
