import type { Capability } from '../access/capabilities.ts';
import { refuse } from '../errors.ts';
import type { Permit, Unit } from '../unit.ts';

/**
 * Proves that the act may be done in this state, from the same rows that decide the buttons (`act_rule`): throws
 * FORBIDDEN without the right, refuses with the rule's reason in the wrong state..
 */
export async function permitInState<C extends Capability>(
  unit: Unit,
  subject: string,
  act: string,
  state: string,
  place: number,
): Promise<Permit<C>> {
  const [rule] = await unit.sql<{ capability: C; refusal: string | null }[]>`
    select capability, refusal from act_rule where subject = ${subject} and act = ${act} and state = ${state}`;
  if (!rule) throw new Error(`no rule for ${subject}.${act} when ${state}`);
  const permit = await unit.permit(rule.capability, place);
  if (rule.refusal) refuse(rule.refusal);
  return permit;
}

/** One act at a time on one member, application or import, so that its state stays what was looked at. */
export async function holdStill(unit: Unit, subject: string, id: string | number): Promise<void> {
  await unit.sql`select pg_advisory_xact_lock(hashtextextended(${`${subject}:${id}`}, 0))`;
}
