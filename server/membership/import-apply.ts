import type { Unit } from '../unit.ts';
import { admitOrganisation } from './admission.ts';
import { checkAgain } from './import-check.ts';
import type { ImportState } from './import-job.ts';
import { holdStill } from './rule.ts';

/**
 * Writes the good rows to the register, all in one transaction. It checks once more first: the register may have
 * changed since people looked. Where all was chosen and a fault has come up, nothing is written and they look again.
 */
export async function writeImport(unit: Unit, state: ImportState): Promise<void> {
  const { sql } = unit;
  await holdStill(unit, 'affiliates', state.place);
  await checkAgain(unit, state);
  const [now] = await sql<{ faulty: number }[]>`select faulty from import where id = ${state.id}`;
  if (state.choice === 'all' && (now?.faulty ?? 0) > 0) {
    await sql`update import set stage = 'checked', choice = null where id = ${state.id}`;
    return;
  }
  const inserted =
    state.kind === 'affiliates' ? await writeAffiliates(unit, state) : await writeMembers(unit, state);
  await sql`update import set stage = 'done', inserted = ${inserted} where id = ${state.id}`;
  const after = { inserted, choice: state.choice };
  await unit.record({ act: 'writeImport', place: state.place, subject: ['import', state.id], after });
}

async function writeAffiliates(unit: Unit, state: ImportState): Promise<number> {
  const rows = await unit.sql`
    insert into affiliate (member_id, number, name, kind, city, country, during, import_id)
    select ${state.place}, f.number, f.name, f.kind, f.city, f.country, daterange(f.since, null), ${state.id}
    from import_row r, jsonb_to_record(r.fields) f(number text, name text, kind text, city text, country text, since date)
    where r.import_id = ${state.id} and r.verdict = 'good'
    order by f.number`;
  return rows.count;
}

/** Members are few: each is admitted as by the secretariat's own hand. */
async function writeMembers(unit: Unit, state: ImportState): Promise<number> {
  const permit = await unit.permit('members.import', 1);
  const rows = await unit.sql<
    {
      name: string;
      acronym: string | null;
      country: string;
      category: string;
      region: number;
      since: string;
      source: string;
      website: string | null;
    }[]
  >`
    select f.* from import_row r, jsonb_to_record(r.fields) f(name text, acronym text, country text, category text, region int, since date, source text, website text)
    where r.import_id = ${state.id} and r.verdict = 'good' order by r.row`;
  for (const { region, since, ...row } of rows) {
    await admitOrganisation(unit, permit, { ...row, regionId: region, from: since, reason: null });
  }
  return rows.length;
}
