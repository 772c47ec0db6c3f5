import { error, fail, redirect } from '@sveltejs/kit';
import { isDate, today } from '#lib/dates.ts';
import {
  ChooseMail,
  CouncilReminders,
  EndReminderRule,
  MakeCalendar,
  NetworkReminders,
  PreviewReminders,
  RegionReminders,
  RevokeCalendar,
  SendReminders,
  SetReminderRule,
} from '#lib/operations.ts';
import { withParams } from '#lib/paths.ts';
import { typed } from '#lib/refusals.ts';
import { acted } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { hasMailbox } from '#lib/server/mailbox.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';
import { EVENTS, type Template } from './words.ts';

/** The schedule, what is due by it and what was sent; at a council what was sent to it, and how to have less of it. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  const { searchParams } = event.url;
  const mayRemind = may.includes('dues.remind');
  const sent = /^\d{1,6}$/.test(searchParams.get('sent') ?? '') ? Number(searchParams.get('sent')) : null;
  const common = { mayRemind, sent, edit: searchParams.get('edit'), mailbox: await hasMailbox(event) };
  if (place.kind === 'council') {
    const { member, viewer, reminderRules } = await read(event, CouncilReminders, { id: place.id });
    if (!member || !viewer) error(404, 'NOT_FOUND');
    const calendars = viewer.calendars.filter((one) => one.place.id === place.id);
    return {
      ...common,
      rules: reminderRules,
      council: { ...member, viewer },
      calendars,
      history: null,
      preview: null,
    };
  }
  const page = { after: searchParams.get('after'), before: searchParams.get('before') };
  const found = place.region
    ? await read(event, RegionReminders, { code: place.region.code, ...page })
    : await read(event, NetworkReminders, page);
  const history = ('region' in found ? found.region : found.network)?.reminders;
  if (!history) error(404, 'NOT_FOUND');
  const calendars = (found.viewer?.calendars ?? []).filter((one) => one.place.id === place.id);
  const upTo = searchParams.get('upTo');
  const preview =
    mayRemind && place.kind === 'network'
      ? (await act(event, PreviewReminders, { input: { upTo: isDate(upTo) ? upTo : null } })).previewReminders
      : null;
  return { ...common, rules: found.reminderRules, council: null, calendars, history, preview };
};

export const actions: Actions = {
  send: async (event) => {
    const form = await event.request.formData();
    const input = {
      day: String(form.get('day') ?? today()),
      idempotencyKey: String(form.get('idempotencyKey') ?? ''),
    };
    const { sendReminders } = await act(event, SendReminders, { input });
    return acted(sendReminders, form, 'send', withParams(event.url.pathname, { sent: sendReminders.sent }));
  },
  rule: async (event) => {
    const form = await event.request.formData();
    const template = String(form.get('template')) as Template;
    const days = String(form.get('offsetDays') ?? '').trim();
    if (!(template in EVENTS)) error(400, 'BAD_REQUEST');
    if (!/^\d{1,6}$/.test(days)) {
      const refusals = [{ code: 'reminder_days', field: 'offsetDays', value: '730' }];
      return fail(422, { refusals, values: typed(form), act: 'rule' });
    }
    const from = String(form.get('validFrom') ?? '');
    const input = {
      replaces: String(form.get('replaces') ?? '') || null,
      template,
      event: EVENTS[template],
      offsetDays: Number(days),
      office: String(form.get('office') ?? ''),
      validFrom: isDate(from) ? from : null,
    };
    const { setReminderRule } = await act(event, SetReminderRule, { input });
    return acted(setReminderRule, form, 'rule', event.url.pathname);
  },
  end: async (event) => {
    const form = await event.request.formData();
    const { endReminderRule } = await act(event, EndReminderRule, { id: String(form.get('id')) });
    return acted(endReminderRule, form, 'end', event.url.pathname);
  },
  choose: async (event) => {
    const form = await event.request.formData();
    const wanted = form.get('wanted') === 'yes';
    const { chooseMail } = await act(event, ChooseMail, { topic: 'dues_reminders', wanted });
    return acted(chooseMail, form, 'choose', event.url.pathname);
  },
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
