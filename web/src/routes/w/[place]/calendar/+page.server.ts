import { error, fail, redirect } from '@sveltejs/kit';
import { CalendarPage, MakeCalendar, RevokeCalendar } from '#lib/operations.ts';
import { typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';
import { periodOf } from './period.ts';

/** What the place has to do; of a region or the network also how its members stand. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  const period = periodOf(event.url.searchParams);
  const asked = await read(event, CalendarPage, { placeId: place.id, ...period });
  if (!asked.place || !asked.viewer) error(404, 'NOT_FOUND');
  const all = event.url.searchParams.get('all') === 'yes';
  const open = asked.place.obligations.filter((one) => ['late', 'open', 'coming'].includes(one.state));
  return {
    period,
    all,
    obligations: all ? asked.place.obligations : open,
    hidden: asked.place.obligations.length - open.length,
    columns: asked.place.obligationColumns,
    calendars: asked.viewer.calendars.filter((one) => one.place.id === place.id),
  };
};

export const actions: Actions = {
  /** The address is shown in the answer to this request and nowhere else. */
  calendar: async (event) => {
    const form = await event.request.formData();
    const { makeCalendar } = await act(event, MakeCalendar, {
      placeId: await placeIdOf(event),
      locale: event.locals.locale,
      label: String(form.get('label') ?? ''),
    });
    const { refusals, secret } = makeCalendar;
    if (refusals.length > 0 || !secret) return fail(422, { refusals, values: typed(form), act: 'calendar' });
    return { calendar: `${event.url.origin}/calendar/${secret}.ics` };
  },
  revoke: async (event) => {
    const form = await event.request.formData();
    const { revokeCalendar } = await act(event, RevokeCalendar, { id: String(form.get('id')) });
    if (revokeCalendar.refusals.length > 0)
      return fail(422, { refusals: revokeCalendar.refusals, values: typed(form), act: 'revoke' });
    redirect(303, event.url.pathname);
  },
};
