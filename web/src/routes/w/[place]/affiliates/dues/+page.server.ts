import { error, type RequestEvent } from '@sveltejs/kit';
import { decimalOf, wholeOf } from '#lib/amount.ts';
import {
  AddAffiliateCategory,
  type AffiliateAccountSort,
  type AffiliateKind,
  ChargeAffiliates,
  CloseAffiliateCategory,
  CouncilAffiliateDues,
  PlaceAffiliates,
  RenameAffiliateCategory,
  SetAffiliateTariff,
} from '#lib/operations.ts';
import { withParams } from '#lib/paths.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';

/** A council's own categories, what they pay, and who owes. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'council') error(404, 'NOT_FOUND');
  if (!may.includes('affiliate_dues.read')) return { mine: false as const, mayKeep: false };
  const search = event.url.searchParams;
  const sort = search.get('sort') ?? '-balance';
  const { member } = await read(event, CouncilAffiliateDues, {
    id: place.id,
    after: search.get('after'),
    before: search.get('before'),
    sort: (sort.endsWith('name') ? 'NAME' : 'BALANCE') as AffiliateAccountSort,
    descending: sort.startsWith('-'),
    search: search.get('search')?.trim() || null,
    owing: search.get('owing') === '1',
    category: search.get('category') || null,
  });
  if (!member) error(404, 'NOT_FOUND');
  return {
    mine: true as const,
    own: member,
    sort,
    filters: Object.fromEntries(search),
    mayKeep: may.includes('affiliate_dues.keep'),
  };
};

const text = (form: FormData, name: string) => String(form.get(name) ?? '');
const back = (event: RequestEvent, params: Record<string, string | number> = { done: 1 }) =>
  withParams(event.url.pathname, params);

export const actions: Actions = {
  add: async (event) => {
    const form = await event.request.formData();
    const input = { memberId: await placeIdOf(event), name: text(form, 'name') };
    const { addAffiliateCategory } = await act(event, AddAffiliateCategory, { input });
    return acted(addAffiliateCategory, form, 'add', back(event));
  },
  rename: async (event) => {
    const form = await event.request.formData();
    const input = { id: text(form, 'category'), name: text(form, 'name') };
    const { renameAffiliateCategory } = await act(event, RenameAffiliateCategory, { input });
    return acted(renameAffiliateCategory, form, `rename ${input.id}`, back(event));
  },
  close: async (event) => {
    const form = await event.request.formData();
    const id = text(form, 'category');
    const { closeAffiliateCategory } = await act(event, CloseAffiliateCategory, { id });
    return acted(closeAffiliateCategory, form, `close ${id}`, back(event));
  },
  place: async (event) => {
    const form = await event.request.formData();
    const input = {
      categoryId: text(form, 'category'),
      kind: textOrNull(form, 'kind') as AffiliateKind | null,
    };
    const { placeAffiliates } = await act(event, PlaceAffiliates, { input });
    return acted(placeAffiliates, form, `place ${input.categoryId}`, back(event));
  },
  tariff: async (event) => {
    const form = await event.request.formData();
    const typed = text(form, 'amount');
    const input = {
      categoryId: text(form, 'category'),
      year: wholeOf(text(form, 'year')) ?? 0,
      amount: decimalOf(typed, event.locals.locale) ?? typed,
      currency: text(form, 'currency'),
      idempotencyKey: text(form, 'idempotencyKey'),
    };
    const { setAffiliateTariff } = await act(event, SetAffiliateTariff, { input });
    return acted(setAffiliateTariff, form, `tariff ${input.categoryId}`, back(event));
  },
  charge: async (event) => {
    const form = await event.request.formData();
    const input = {
      memberId: await placeIdOf(event),
      year: wholeOf(text(form, 'year')) ?? 0,
      idempotencyKey: text(form, 'idempotencyKey'),
    };
    const { chargeAffiliates } = await act(event, ChargeAffiliates, { input });
    return acted(chargeAffiliates, form, 'charge', back(event, { charged: chargeAffiliates.charged ?? 0 }));
  },
};
