import { error } from '@sveltejs/kit';
import { decimalOf } from '#lib/amount.ts';
import {
  type AffiliateKind,
  AffiliatePage,
  CorrectAffiliate,
  EndAffiliate,
  PlaceAffiliate,
  RecordAffiliatePayment,
  RecordAffiliateSize,
  ReopenAffiliate,
  ShowAffiliate,
  UndoAffiliateEntry,
  WithholdAffiliate,
} from '#lib/operations.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** One affiliate, and what may be done with it. */
export const load: PageServerLoad = async (event) => {
  const { affiliate, regions } = await read(event, AffiliatePage, { id: event.params.id });
  if (!affiliate) error(404, 'NOT_FOUND');
  const { may } = await event.parent();
  const countries = regions.flatMap((region) => region.countries.map((one) => one.iso2));
  return {
    affiliate,
    countries,
    done: event.url.searchParams.has('done'),
    mayShare: may.includes('affiliates.share'),
    mayReadDues: may.includes('affiliate_dues.read'),
    mayKeepDues: may.includes('affiliate_dues.keep'),
  };
};

const text = (form: FormData, name: string) => String(form.get(name) ?? '');

export const actions: Actions = {
  size: async (event) => {
    const form = await event.request.formData();
    const persons = Number(decimalOf(text(form, 'persons'), event.locals.locale) ?? Number.NaN);
    if (!Number.isInteger(persons) || Math.abs(persons) > 2_000_000_000)
      return acted(
        { refusals: [{ code: 'persons_invalid', field: 'persons', value: text(form, 'persons') }] },
        form,
        'size',
        event.url.pathname,
      );
    const input = { id: event.params.id, persons, day: textOrNull(form, 'day') };
    const { recordAffiliateSize } = await act(event, RecordAffiliateSize, { input });
    return acted(recordAffiliateSize, form, 'size', `${event.url.pathname}?done=1`);
  },
  withhold: async (event) => {
    const form = await event.request.formData();
    const input = { id: event.params.id, reason: textOrNull(form, 'reason') };
    const { withholdAffiliate } = await act(event, WithholdAffiliate, { input });
    return acted(withholdAffiliate, form, 'withhold', `${event.url.pathname}?done=1`);
  },
  show: async (event) => {
    const form = await event.request.formData();
    const input = { id: event.params.id, reason: textOrNull(form, 'reason') };
    const { showAffiliate } = await act(event, ShowAffiliate, { input });
    return acted(showAffiliate, form, 'show', `${event.url.pathname}?done=1`);
  },
  place: async (event) => {
    const form = await event.request.formData();
    const input = {
      id: event.params.id,
      categoryId: textOrNull(form, 'category'),
      from: textOrNull(form, 'from'),
    };
    const { placeAffiliate } = await act(event, PlaceAffiliate, { input });
    return acted(placeAffiliate, form, 'place', `${event.url.pathname}?done=1`);
  },
  pay: async (event) => {
    const form = await event.request.formData();
    const typed = text(form, 'amount');
    const input = {
      affiliateId: event.params.id,
      amount: decimalOf(typed, event.locals.locale) ?? typed,
      currency: text(form, 'currency'),
      paidOn: textOrNull(form, 'paidOn'),
      note: textOrNull(form, 'note'),
      idempotencyKey: text(form, 'idempotencyKey'),
    };
    const { recordAffiliatePayment } = await act(event, RecordAffiliatePayment, { input });
    return acted(recordAffiliatePayment, form, 'pay', `${event.url.pathname}?done=1`);
  },
  undo: async (event) => {
    const form = await event.request.formData();
    const input = {
      id: text(form, 'entry'),
      reason: text(form, 'reason'),
      idempotencyKey: text(form, 'idempotencyKey'),
    };
    const { undoAffiliateEntry } = await act(event, UndoAffiliateEntry, { input });
    return acted(undoAffiliateEntry, form, `undo ${input.id}`, `${event.url.pathname}?done=1`);
  },
  correct: async (event) => {
    const form = await event.request.formData();
    const input = {
      id: event.params.id,
      number: textOrNull(form, 'number') ?? '',
      name: textOrNull(form, 'name') ?? '',
      kind: (textOrNull(form, 'kind') ?? 'other') as AffiliateKind,
      city: textOrNull(form, 'city'),
      country: textOrNull(form, 'country') ?? '',
      since: textOrNull(form, 'since') ?? '',
      lookalikeReason: textOrNull(form, 'lookalikeReason'),
    };
    const { correctAffiliate } = await act(event, CorrectAffiliate, { input });
    return acted(correctAffiliate, form, 'correct', `${event.url.pathname}?done=1`);
  },
  end: async (event) => {
    const form = await event.request.formData();
    const { endAffiliate } = await act(event, EndAffiliate, {
      input: { id: event.params.id, from: textOrNull(form, 'from') },
    });
    return acted(endAffiliate, form, 'end', `${event.url.pathname}?done=1`);
  },
  reopen: async (event) => {
    const form = await event.request.formData();
    const { reopenAffiliate } = await act(event, ReopenAffiliate, { id: event.params.id });
    return acted(reopenAffiliate, form, 'reopen', `${event.url.pathname}?done=1`);
  },
};
