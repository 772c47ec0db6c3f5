import type { Acts } from '../../contract.ts';
import { makeCalendar, revokeCalendar } from './calendars.ts';
import { endReminderRule, setReminderRule } from './schedule.ts';
import { previewReminders, sendReminders } from './sending.ts';

export const reminderActs = {
  previewReminders: async (unit, { input }) =>
    previewReminders(unit, await unit.permit('dues.remind', 1), input),
  sendReminders: async (unit, { input }) => ({
    sent: await sendReminders(unit, await unit.permit('dues.remind', 1), input.day),
  }),
  setReminderRule: async (unit, { input }) => ({
    rule: await setReminderRule(unit, await unit.permit('dues.remind', 1), input),
  }),
  endReminderRule: async (unit, { id }) => ({
    rule: await endReminderRule(unit, await unit.permit('dues.remind', 1), id),
  }),
  makeCalendar: async (unit, { placeId, locale, label }) => {
    unit.inPerson();
    return makeCalendar(unit, await unit.permit('dues.read', placeId), locale, label);
  },
  revokeCalendar: async (unit, { id }) => {
    unit.inPerson();
    return { calendar: await revokeCalendar(unit, id) };
  },
} satisfies Partial<Acts>;
