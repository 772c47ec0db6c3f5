import postgres from 'postgres';
import { arrangePrivacy } from '../../access/privacy/matrix-rules.ts';
import { arrangeAccounts } from '../../dues/accounts/matrix-rules.ts';
import { arrangeBank } from '../../dues/bank/matrix-rules.ts';
import { arrangeFacts } from '../../dues/facts/matrix-rules.ts';
import { arrangeInvoices } from '../../dues/invoices/matrix-rules.ts';
import { arrangeDues } from '../../dues/matrix-rules.ts';
import { arrangeRelief } from '../../dues/relief/matrix-rules.ts';
import { arrangeReminders } from '../../dues/reminders/matrix-rules.ts';
import { arrangeMail } from '../../mail/matrix-rules.ts';
import { arrangeObligations } from '../../standing/obligations/matrix-rules.ts';
import { type Front, tokenOf } from '../client.ts';
import type { Fixture } from './matrix.ts';
import type { Stands } from './oracle.ts';
import { TYPE_RULES } from './rules.ts';

/** The types whose rows are not for everybody. */
export const restricted = Object.entries(TYPE_RULES).filter(([, rule]) => typeof rule.rule === 'object');

/** Fills the world with what every module has to hide. */
export async function arrange(front: Front): Promise<void> {
  await tokenOf(front, 'secretary', 11, ['offices.read']);
  await tokenOf(front, 'coordinatorWest', 3, ['offices.read']);
  await tokenOf(front, 'secretariat', 1, ['offices.read']);
  await arrangeDues(front);
  await arrangeRelief(front);
  await arrangeAccounts(front);
  await arrangeInvoices(front);
  await arrangeBank(front);
  await arrangeMail(front);
  await arrangeReminders(front);
  await arrangeObligations(front);
  await arrangePrivacy(front);
  await arrangeFacts(front);
}

/** Where each restricted row stands, as the owner reads it. */
export async function fixtureOf(front: Front, guards = true): Promise<Fixture> {
  const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const stands = new Map<string, Map<string, Stands>>();
  for (const [type, rule] of restricted) {
    if (typeof rule.rule !== 'object' || !('rows' in rule.rule)) continue;
    const rows = await owner.unsafe<(Stands & { id: string })[]>(rule.rule.rows);
    stands.set(type, new Map(rows.map((row) => [String(row.id), { ...row, id: String(row.id) }])));
  }
  await owner.end();
  return { rules: TYPE_RULES, guards, stands };
}
