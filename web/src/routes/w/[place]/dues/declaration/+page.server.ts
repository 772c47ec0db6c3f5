import { error, type RequestEvent } from '@sveltejs/kit';
import {
  CorrectDeclaration,
  CouncilDeclaration,
  DeclarationWindows,
  DeclareFacts,
  DetermineFact,
  ExtendDeclaration,
} from '#lib/operations.ts';
import { withParams } from '#lib/paths.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';
import { figuresOf } from './figures.ts';

/** A council's declaration of a year: the form, or what was declared with its history. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'council') error(404, 'NOT_FOUND');
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  const { declarationWindows: windows } = await read(event, DeclarationWindows, {});
  const asked = Number(event.url.searchParams.get('year'));
  // What is open now comes before what is still to come.
  const window =
    windows.find(({ year }) => year === asked) ??
    windows.find(({ state }) => state !== 'upcoming') ??
    windows[0];
  const rights = {
    declare: may.includes('dues.declare'),
    extend: may.includes('dues.census'),
    determine: may.includes('dues.assess'),
  };
  if (!window) return { rights, windows, window: null, facts: [], standing: null, others: [] };
  const { member, factsAsked } = await read(event, CouncilDeclaration, { id: place.id, year: window.year });
  if (!member?.declaration) error(404, 'NOT_FOUND');
  return {
    rights,
    windows,
    window,
    facts: factsAsked,
    standing: member.declaration,
    others: member.declarations,
  };
};

const text = (form: FormData, name: string) => String(form.get(name) ?? '');
const back = (event: RequestEvent, year: number, done: string) =>
  withParams(event.url.pathname, { year, done });
const confirmed = (form: FormData) => form.getAll('confirmed').map(String);

export const actions: Actions = {
  declare: async (event) => {
    const form = await event.request.formData();
    const year = Number(form.get('year'));
    const input = {
      memberId: await placeIdOf(event),
      year,
      figures: await figuresOf(event, form, year),
      confirmed: confirmed(form),
      attested: form.get('attested') === 'yes',
      idempotencyKey: text(form, 'idempotencyKey'),
    };
    const { declareFacts } = await act(event, DeclareFacts, { input });
    return acted(declareFacts, form, 'declare', back(event, year, 'declared'));
  },
  correct: async (event) => {
    const form = await event.request.formData();
    const year = Number(form.get('year'));
    const input = {
      declarationId: text(form, 'declarationId'),
      figures: await figuresOf(event, form, year),
      confirmed: confirmed(form),
      attested: form.get('attested') === 'yes',
      reason: text(form, 'reason'),
      idempotencyKey: text(form, 'idempotencyKey'),
    };
    const { correctDeclaration } = await act(event, CorrectDeclaration, { input });
    return acted(correctDeclaration, form, 'correct', back(event, year, 'corrected'));
  },
  extend: async (event) => {
    const form = await event.request.formData();
    const year = Number(form.get('year'));
    const until = textOrNull(form, 'until');
    const input = {
      memberId: await placeIdOf(event),
      year,
      until: until ?? '',
      reason: text(form, 'reason'),
    };
    if (!until)
      return acted({ refusals: [{ code: 'required', field: 'until' }] }, form, 'extend', event.url.pathname);
    const { extendDeclaration } = await act(event, ExtendDeclaration, { input });
    return acted(extendDeclaration, form, 'extend', back(event, year, 'extended'));
  },
  determine: async (event) => {
    const form = await event.request.formData();
    const year = Number(form.get('year'));
    const fact = text(form, 'fact');
    const [figure] = (await figuresOf(event, form, year)).filter((one) => one.fact === fact);
    const value = { memberId: await placeIdOf(event), year, fact, value: figure?.value ?? '' };
    const { determineFact } = await act(event, DetermineFact, {
      input: { ...value, reason: text(form, 'reason') },
    });
    return acted(determineFact, form, `determine ${fact}`, back(event, year, 'determined'));
  },
};
