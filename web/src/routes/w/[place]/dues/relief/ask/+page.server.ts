import { error, fail, redirect } from '@sveltejs/kit';
import { today } from '#lib/dates.ts';
import { AskForRelief, AskRelief, PreviewRelief, ReliefChoices } from '#lib/operations.ts';
import { paths } from '#lib/paths.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import { typedTerms } from '../terms.ts';
import { KINDS } from '../words.ts';
import type { Actions, PageServerLoad } from './$types';

/** The form stands in the address: a kind, the dues, the terms. What it would do is shown before anything is asked. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'council' || !may.includes('dues.read')) error(404, 'NOT_FOUND');
  const { member, regions } = await read(event, AskForRelief, { id: place.id });
  if (!member) error(404, 'NOT_FOUND');
  const { reliefChoices } = await act(event, ReliefChoices, {
    input: { memberId: place.id, locale: event.locals.locale },
  });
  const members = regions.flatMap(({ outline }) => outline).filter(({ id }) => id !== place.id);
  const { searchParams } = event.url;
  const kind = KINDS.find((one) => one === searchParams.get('kind')) ?? null;
  const open = member.assessments.filter((one) => concerns(kind, one));
  const ahead = kind && AHEAD.includes(kind) ? yearsAhead(member.assessments) : [];
  const years = yearsIn(searchParams);
  const common = {
    ahead,
    years,
    mayAsk: may.includes('relief.ask'),
    open,
    members,
    choices: reliefChoices.choices ?? [],
    articles: reliefChoices.articles ?? [],
  };
  const values: Record<string, string> = Object.fromEntries(searchParams);
  const chosen = searchParams.getAll('assessmentIds');
  if (!kind || !searchParams.has('effect')) return { ...common, kind, values, chosen, preview: null };
  const asked = wantedOf(kind, searchParams, place.id, open[0]?.currency ?? 'USD', event.locals.locale);
  if (asked.refusals.length > 0)
    return { ...common, kind, values, chosen, preview: { refusals: asked.refusals, lines: null } };
  const { previewRelief } = await act(event, PreviewRelief, { input: asked.input });
  return { ...common, kind, values, chosen, preview: previewRelief };
};

/** A reduction may concern what is paid, of which it gives back credit; the others only what is open. */
function concerns(
  kind: (typeof KINDS)[number] | null,
  { outstanding, amount, reduced }: { outstanding: string | null; amount: string; reduced: string | null },
): boolean {
  if (outstanding === null) return false;
  if (kind === 'reduction' || kind === 'currency') return BigInt(amount) > BigInt(reduced ?? '0');
  return outstanding !== '0';
}

/** Kinds that can be granted before there is anything to take off, and so many years ahead. */
const AHEAD: readonly string[] = ['waiver', 'reduction', 'currency'];
const YEARS = 5;

function yearsAhead(assessments: readonly { year: number }[]): number[] {
  const first = Number(today().slice(0, 4));
  const assessed = new Set(assessments.map(({ year }) => year));
  return Array.from({ length: YEARS + 1 }, (_, index) => first + index).filter((year) => !assessed.has(year));
}

const yearsIn = (from: URLSearchParams | FormData) =>
  from
    .getAll('years')
    .map(Number)
    .filter((year) => Number.isInteger(year) && year > 0);

function wantedOf(
  kind: (typeof KINDS)[number],
  from: URLSearchParams | FormData,
  memberId: number,
  currency: string,
  locale: string,
) {
  const text = (name: string) => String(from.get(name) ?? '').trim();
  const { terms, refusals } = typedTerms(kind, text, currency, locale);
  const input = {
    memberId,
    kind,
    assessmentIds: from.getAll('assessmentIds').map(String),
    years: yearsIn(from),
    sponsorId: kind === 'sponsorship' ? Number(text('sponsorId')) || null : null,
    terms,
  };
  return { input, refusals };
}

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const kind = KINDS.find((one) => one === form.get('kind'));
    if (!kind) error(400, 'BAD_REQUEST');
    const currency = String(form.get('currency') ?? 'USD');
    const { input, refusals } = wantedOf(
      kind,
      form,
      Number(event.params.place),
      currency,
      event.locals.locale,
    );
    if (refusals.length > 0) return fail(422, { refusals, values: typed(form) });
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const { askRelief } = await act(event, AskRelief, {
      input: {
        ...input,
        reason: text('reason'),
        documents: text('documents') || null,
        idempotencyKey: text('idempotencyKey'),
      },
    });
    if (askRelief.refusals.length > 0)
      return fail(422, { refusals: askRelief.refusals, values: typed(form) });
    redirect(303, paths.workspace(event.params.place, `dues/relief/${askRelief.relief?.id}`));
  },
};
