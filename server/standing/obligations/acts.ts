import type { Acts } from '../../contract.ts';
import { previewObligationReminders, remindOfObligation } from './reminders.ts';

export const obligationActs = {
  previewObligationReminders: async (unit, { input }) => ({
    reminders: await previewObligationReminders(
      unit,
      await unit.permit('obligations.remind', input.placeId),
      input,
    ),
  }),
  remindOfObligation: async (unit, { input }) => ({
    sent: await remindOfObligation(unit, await unit.permit('obligations.remind', input.placeId), input),
  }),
} satisfies Partial<Acts>;
