import { error, fail, redirect } from '@sveltejs/kit';
import {
  AddAffiliate,
  type AffiliateKind,
  type AffiliateSort,
  CouncilAffiliates,
  NetworkAffiliates,
  RegionAffiliates,
} from '#lib/operations.ts';
import { typed } from '#lib/refusals.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { sendFile } from '#lib/server/api-files.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';

const SORTS: Record<string, AffiliateSort> = { name: 'NAME', number: 'NUMBER', since: 'SINCE' };

function queryOf(search: URLSearchParams) {
  const sort = search.get('sort') ?? 'name';
  return {
    first: 50,
    after: search.get('after'),
    before: search.get('before'),
    sort: SORTS[sort.replace(/^-/, '')] ?? 'NAME',
    descending: sort.startsWith('-'),
    search: search.get('search')?.trim() || null,
    kind: (search.get('kind') || null) as AffiliateKind | null,
    ended: search.get('state') === 'ended',
  };
}

/** Affiliates of a council, of a region's councils, or of all. */
export const load: PageServerLoad = async (event) => {
  const { place, may, viewer } = await event.parent();
  const query = queryOf(event.url.searchParams);
  const common = {
    filters: Object.fromEntries(event.url.searchParams),
    asOf: event.locals.asOf ?? null,
    mayRead: may.includes('affiliates.read'),
    mayManage: may.includes('affiliates.manage'),
  };
  if (place.kind === 'network') {
    const { network } = await read(event, NetworkAffiliates, query);
    return { ...common, affiliates: network?.affiliates ?? null, imports: [], country: null };
  }
  if (place.kind === 'region') {
    const { region } = await read(event, RegionAffiliates, { ...query, code: place.region?.code ?? '' });
    return { ...common, affiliates: region?.affiliates ?? null, imports: [], country: null };
  }
  const { member } = await read(event, CouncilAffiliates, { ...query, id: place.id });
  if (!member) error(404, 'NOT_FOUND');
  // The council's own office keeps the register, and one above it where the council asked it to.
  const keepers = [place.id, ...member.affiliateSharing.filter(keeps).map((one) => one.place.id)];
  const kept = viewer?.offices.some((office) => keepers.includes(office.place.id)) ?? false;
  return {
    ...common,
    mayManage: common.mayManage && kept,
    affiliates: member.affiliates,
    imports: member.imports,
    country: member.country.iso2,
  };
};

const keeps = ({ counts, level }: { counts: boolean; level: string }) => counts && level === 'keep';

export const actions: Actions = {
  add: async (event) => {
    const form = await event.request.formData();
    const input = {
      memberId: await placeIdOf(event),
      number: textOrNull(form, 'number') ?? '',
      name: textOrNull(form, 'name') ?? '',
      kind: (textOrNull(form, 'kind') ?? 'association') as AffiliateKind,
      city: textOrNull(form, 'city'),
      since: textOrNull(form, 'since'),
      lookalikeReason: textOrNull(form, 'lookalikeReason'),
    };
    const { addAffiliate } = await act(event, AddAffiliate, { input });
    return acted(addAffiliate, form, 'add', `${event.url.pathname}?search=${encodeURIComponent(input.name)}`);
  },
  upload: async (event) => {
    const form = await event.request.formData();
    const file = form.get('file');
    if (!(file instanceof File) || file.size === 0)
      return fail(422, {
        refusals: [{ code: 'file_empty', field: 'file' }],
        values: typed(form),
        act: 'upload',
      });
    const uploaded = await sendFile(event, 'affiliates', await placeIdOf(event), file);
    if ('refusals' in uploaded)
      return fail(422, { refusals: uploaded.refusals, values: typed(form), act: 'upload' });
    redirect(303, `/w/${event.params.place}/imports/${uploaded.id}${uploaded.known ? '?known=1' : ''}`);
  },
};
