import { Fault } from '../../errors.ts';
import type { Permit, Unit } from '../../unit.ts';

/**
 * The right to write into a council's register: its own, or that of a council that lets the region or the network keep
 * it. What is not shared that far is nobody else's to change.
 */
export async function permitRegister(unit: Unit, member: number): Promise<Permit<'affiliates.manage'>> {
  const permit = await unit.permit('affiliates.manage', member);
  await needShared(unit, member);
  return permit;
}

/** Throws FORBIDDEN where the register is neither the actor's own nor kept by its office. */
export async function needShared(unit: Unit, member: number): Promise<void> {
  const [reached] = await unit.sql`
    select 1 where ${member} = any(app.affiliate_reach('affiliates.manage', 'keep'))`;
  if (!reached) throw new Fault('FORBIDDEN', 'sharing_needed');
}
