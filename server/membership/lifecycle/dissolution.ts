import type { MemberActInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { afterLastChange, begin, endAll, keep, recorded } from './step.ts';

/** The organisation has been dissolved: its membership ends on the day, and it cannot be readmitted. */
export async function dissolveMember(unit: Unit, input: MemberActInput): Promise<number> {
  const of = await begin(unit, 'dissolve', input);
  await afterLastChange(unit, of);
  await endAll(unit, of);
  await keep(unit, 'dissolved', of);
  await recorded(unit, 'dissolveMember', of);
  return of.member;
}
