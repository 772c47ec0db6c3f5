import { fail, redirect } from '@sveltejs/kit';
import { isDate } from '#lib/dates.ts';
import {
  AdoptProgramme,
  CouncilActivities,
  CreateRegionalProgramme,
  NetworkActivities,
  NetworkProgramme,
  RegionActivities,
  RegionProgrammes,
} from '#lib/operations.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import { filtersOf, pageOf, periodOf } from '#lib/ui/programme/filters.ts';
import type { Actions, PageServerLoad, PageServerLoadEvent } from './$types';
import { dayAfterTyped, textOf } from './typed.ts';

/** The place's programme, how much is planned, held and reported in it, and its activities. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  const filters = filtersOf(event.url.searchParams);
  const rights = {
    plan: may.includes('activities.manage'),
    manage: may.includes('programme.manage'),
    adopt: may.includes('programme.adopt'),
  };
  const common = { filters, rights };
  if (place.kind === 'region' && place.region)
    return { ...common, ...(await ofRegion(event, place.region.code)) };
  if (place.kind === 'network') return { ...common, ...(await ofNetwork(event)) };
  return { ...common, ...(await ofCouncil(event, place.id)) };
};

async function ofRegion(event: PageServerLoadEvent, code: string) {
  const { searchParams } = event.url;
  const filters = filtersOf(searchParams);
  const { region, network } = await read(event, RegionProgrammes, { code });
  const chosen = searchParams.get('programme')?.toUpperCase();
  const programmes = region?.programmes ?? [];
  const programme = programmes.find((one) => one.code === chosen) ?? region?.programme ?? null;
  const { component, state, sort } = filters;
  const page = await read(event, RegionActivities, {
    code,
    component,
    state,
    ...periodOf(filters.year, programme),
    ...pageOf(searchParams, sort),
  });
  return {
    programme,
    programmes,
    global: network?.programme ?? null,
    counts: page.region?.activityCounts ?? [],
    withdrawn: page.region?.withdrawn ?? 0,
    activities: page.region?.activities ?? null,
    regionCounts: null,
  };
}

async function ofNetwork(event: PageServerLoadEvent) {
  const { searchParams } = event.url;
  const filters = filtersOf(searchParams);
  const { network } = await read(event, NetworkProgramme);
  const programme = network?.programme ?? null;
  const { component, state, year, region, sort } = filters;
  const page = await read(event, NetworkActivities, {
    code: programme?.code ?? '',
    component,
    state,
    year,
    region,
    ...periodOf(year, programme),
    ...pageOf(searchParams, sort),
  });
  const counts = page.network?.activityCounts ?? [];
  const ofPlace = region
    ? counts.filter((one) => (one.region?.code.toLowerCase() ?? 'network') === region)
    : counts;
  return {
    programme,
    programmes: [],
    global: programme,
    counts: ofPlace,
    withdrawn: page.programme?.withdrawn.total ?? 0,
    activities: page.programme?.activities ?? null,
    regionCounts: counts,
  };
}

async function ofCouncil(event: PageServerLoadEvent, id: number) {
  const { searchParams } = event.url;
  const { component, state, year, sort } = filtersOf(searchParams);
  const { member } = await read(event, CouncilActivities, {
    id,
    component,
    state,
    year,
    ...pageOf(searchParams, sort),
  });
  return {
    programme: member?.region?.programme ?? null,
    programmes: [],
    global: null,
    counts: null,
    withdrawn: 0,
    activities: member?.hostedActivities ?? null,
    regionCounts: null,
  };
}

export const actions: Actions = {
  create: async (event) => {
    const form = await event.request.formData();
    const from = textOf(form, 'from');
    const until = dayAfterTyped(form, 'until');
    if (!isDate(from))
      return fail(422, {
        refusals: [{ code: 'date_invalid', field: 'from', value: from }],
        values: typed(form),
      });
    if (!until)
      return fail(422, { refusals: [{ code: 'date_invalid', field: 'until' }], values: typed(form) });
    const input = {
      placeId: await placeIdOf(event),
      parentCode: textOf(form, 'parent'),
      code: textOf(form, 'code'),
      title: textOf(form, 'title'),
      locale: event.locals.locale,
      from,
      until,
    };
    const { createRegionalProgramme } = await act(event, CreateRegionalProgramme, { input });
    const { refusals, programme } = createRegionalProgramme;
    if (refusals.length > 0) return fail(422, { refusals, values: typed(form) });
    redirect(303, `${event.url.pathname}?programme=${programme?.code.toLowerCase() ?? ''}`);
  },
  adopt: async (event) => {
    const form = await event.request.formData();
    const input = {
      code: textOf(form, 'code'),
      body: textOf(form, 'body'),
      locale: event.locals.locale,
      date: textOf(form, 'date'),
      venue: textOf(form, 'venue') || null,
    };
    const { adoptProgramme } = await act(event, AdoptProgramme, { input });
    if (adoptProgramme.refusals.length > 0)
      return fail(422, { refusals: adoptProgramme.refusals, values: typed(form) });
    redirect(303, `${event.url.pathname}?programme=${input.code.toLowerCase()}`);
  },
};
