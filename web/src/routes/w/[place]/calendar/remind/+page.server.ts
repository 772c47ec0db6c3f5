import { error } from '@sveltejs/kit';
import { ObligationReminders, PreviewObligationReminders, RemindOfObligation } from '#lib/operations.ts';
import { withParams } from '#lib/paths.ts';
import { acted } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';

/** Who would be reminded of a column and with which words, and who was. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  const { searchParams } = event.url;
  const column = searchParams.get('column') ?? '';
  if (!may.includes('obligations.remind')) error(403, 'FORBIDDEN');
  if (place.kind === 'council' || !/^[a-z]+-[0-9a-z-]{1,60}$/.test(column)) error(404, 'NOT_FOUND');
  const asked = await read(event, ObligationReminders, {
    placeId: place.id,
    column,
    after: searchParams.get('after'),
    before: searchParams.get('before'),
  });
  const { previewObligationReminders } = await act(event, PreviewObligationReminders, {
    input: { placeId: place.id, columnKey: column },
  });
  if (!asked.place) error(404, 'NOT_FOUND');
  const sent = searchParams.get('sent');
  return {
    column: asked.place.obligationColumns.find((one) => one.key === column) ?? error(404, 'NOT_FOUND'),
    history: asked.place.obligationReminders,
    reminders: previewObligationReminders.reminders ?? [],
    sent: sent && /^\d{1,6}$/.test(sent) ? Number(sent) : null,
  };
};

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const column = event.url.searchParams.get('column') ?? '';
    const { remindOfObligation } = await act(event, RemindOfObligation, {
      input: {
        placeId: await placeIdOf(event),
        columnKey: column,
        idempotencyKey: String(form.get('idempotencyKey') ?? ''),
      },
    });
    const here = withParams(event.url.pathname, { column, sent: remindOfObligation.sent });
    return acted(remindOfObligation, form, 'remind', here);
  },
};
