import { Refused, refuse } from '../../errors.ts';
import type { Unit } from '../../unit.ts';
import { keep } from './step.ts';

interface Admitted {
  id: string;
  at: string;
  region: number | null;
  from: string;
}

/**
 * Annuls the admission that is the last thing decided about a member, one that was entered by mistake: it never was a
 * member from that day. Whatever has come of the membership since is named, and stands against it.
 */
export async function annulAdmission(unit: Unit, member: number, reason: string): Promise<void> {
  await unit.permit('applications.admit', 1);
  const [step] = await unit.sql<Admitted[]>`
    select s.id, s.at::text, s.region_id as region, s.from_date as from from membership_step s
    where s.id = app.last_step(${member}) and s.kind = 'admitted'`;
  if (!step) refuse('not_last_step', 'id');
  await removeAdmission(unit, { ...step, member }, reason);
  await keep(unit, 'undone', { member, region: step.region, from: step.from, reason }, { undoes: step.id });
}

/** Takes away what the admission made, if nothing hangs on it; its application is open again. */
export async function removeAdmission(
  unit: Unit,
  step: { id: string; member: number; from: string },
  reason: string,
): Promise<void> {
  const { sql } = unit;
  await unit.permit('applications.admit', 1);
  const [found] = await sql<{ hangs: string[] }[]>`
    select app.admission_hangs(${step.member}, s.at) as hangs from membership_step s where s.id = ${step.id}`;
  const hangs = found?.hangs ?? [];
  if (hangs.length > 0) {
    throw new Refused(...hangs.sort().map((group) => ({ code: `admission_has_${group}`, field: 'id' })));
  }
  await sql`select app.annul_hand_over(${step.member}, ${step.from}::date, ${reason})`;
  for (const table of ['member_region', 'membership']) {
    await sql`delete from ${sql(table)} where member_id = ${step.member} and lower(during) = ${step.from}::date and upper_inf(during)`;
  }
  await sql`insert into application_step (application_id, region_id, kind, by_id, reason)
    select a.application_id, a.region_id, 'reopened', ${unit.actor}, ${reason} from application_step a
    where a.member_id = ${step.member} and a.kind = 'admitted' and app.application_state(a.application_id) = 'admitted'`;
}
