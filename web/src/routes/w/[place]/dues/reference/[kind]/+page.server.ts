import { error, fail, type RequestEvent, redirect } from '@sveltejs/kit';
import { decimalOf } from '#lib/amount.ts';
import { ReferenceSeries } from '#lib/operations.ts';
import { paths, withParams } from '#lib/paths.ts';
import { type Refusal, typed } from '#lib/refusals.ts';
import { textOrNull } from '#lib/server/acted.ts';
import { read } from '#lib/server/api.ts';
import { sendReference } from '#lib/server/api-files.ts';
import { REFERENCE_KINDS } from '../kinds.ts';
import type { Actions, PageServerLoad } from './$types';
import { ratesTyped } from './rates-typed.ts';

const kindOf = (event: { params: { kind: string } }) =>
  REFERENCE_KINDS.find((one) => one === event.params.kind) ?? error(404, 'NOT_FOUND');

/** The lists of one kind, and the form that takes another. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'network') error(404, 'NOT_FOUND');
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  const kind = kindOf(event);
  const { referenceSeries } = await read(event, ReferenceSeries);
  const series = referenceSeries.find((one) => one.kind === kind);
  return { kind, vintages: series?.vintages ?? [], mayLoad: may.includes('facts.load') };
};

function refused(form: FormData, refusals: Refusal[]) {
  return fail(422, { refusals, values: typed(form) });
}

/** What is typed wrong is said before a large file goes on its way. */
function faultsOf(form: FormData): Refusal[] {
  const faults: Refusal[] = (['label', 'source'] as const)
    .filter((field) => !textOrNull(form, field))
    .map((field) => ({ code: 'required', field }));
  const series = textOrNull(form, 'series');
  if (series && !/^[a-z][a-z0-9_]{0,59}$/.test(series))
    faults.push({ code: 'series_name', field: 'series', value: series });
  const base = textOrNull(form, 'base');
  if (base && !/^[A-Za-z]{3}$/.test(base))
    faults.push({ code: 'currency_unknown', field: 'base', value: base });
  return faults;
}

export const actions: Actions = {
  upload: async (event) => {
    const form = await event.request.formData();
    const file = form.get('file');
    const faults = faultsOf(form);
    if (!(file instanceof File) || file.size === 0) faults.push({ code: 'file_empty', field: 'file' });
    if (faults.length > 0 || !(file instanceof File)) return refused(form, faults);
    return offer(event, form, file);
  },
  /** Rates typed by hand are checked, shown and loaded as a file of them would be. */
  enter: async (event) => {
    if (kindOf(event) !== 'exchange_rate') error(404, 'NOT_FOUND');
    const form = await event.request.formData();
    const { file, faults } = ratesTyped(form, event.locals.locale);
    faults.push(...faultsOf(form));
    return faults.length > 0 ? refused(form, faults) : offer(event, form, file);
  },
};

async function offer(event: Offering, form: FormData, file: File) {
  const taken = await sendReference(event, queryOf(event, form), file);
  if ('refusals' in taken) return refused(form, taken.refusals);
  const part = 'load' in taken ? `loads/${taken.load}` : `lists/${taken.vintage}`;
  redirect(
    303,
    withParams(paths.workspace(event.params.place, `dues/reference/${part}`), {
      known: 'vintage' in taken ? '1' : null,
    }),
  );
}

type Offering = RequestEvent & { params: { kind: string; place: string } };

function queryOf(event: Offering, form: FormData): Record<string, string> {
  const shift = decimalOf(String(form.get('shift') ?? ''), event.locals.locale);
  const asked: Record<string, string | null | undefined> = {
    kind: kindOf(event),
    label: textOrNull(form, 'label'),
    source: textOrNull(form, 'source'),
    supersedes: textOrNull(form, 'supersedes'),
    from: textOrNull(form, 'from'),
    until: textOrNull(form, 'until'),
    shift,
    base: textOrNull(form, 'base')?.toUpperCase(),
    series: textOrNull(form, 'series'),
  };
  return Object.fromEntries(Object.entries(asked).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
