import type { Acts } from '../contract.ts';
import { chooseMail } from './choices.ts';
import { liftBounce, recordBounce, sendMailAgain } from './log.ts';

export const mailActs = {
  sendMailAgain: async (unit, { id }) => ({
    mail: await sendMailAgain(unit, await unit.permit('mail.manage', 1), id),
  }),
  recordBounce: async (unit, { input }) => ({
    bounce: await recordBounce(unit, await unit.permit('mail.manage', 1), input),
  }),
  liftBounce: async (unit, { id }) => ({
    bounce: await liftBounce(unit, await unit.permit('mail.manage', 1), id),
  }),
  chooseMail: async (unit, { topic, wanted }) => ({ viewer: await chooseMail(unit, topic, wanted) }),
} satisfies Partial<Acts>;
