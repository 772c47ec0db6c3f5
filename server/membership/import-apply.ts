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

/** Affiliates with their sizes, where the file says them, as of the day it names, or today. */
async function writeAffiliates({ sql, actor }: Unit, state: ImportState): Promise<number> {
  const [written] = await sql<{ n: number }[]>`
    with rows as materialized (
      select uuidv7() as id, f.* from import_row r,
        jsonb_to_record(r.fields) f(number text, name text, kind text, city text, country text, since date, persons int, persons_on date)
      where r.import_id = ${state.id} and r.verdict = 'good'
    ), added as (
      insert into affiliate (id, member_id, number, name, kind, city, country, during, import_id)
      select id, ${state.place}, number, name, kind, city, country, daterange(since, null), ${state.id} from rows order by number
      returning 1
    ), sized as (
      insert into affiliate_size (affiliate_id, member_id, day, persons, by_id, import_id)
      select id, ${state.place}, persons_on, persons, ${actor}, ${state.id} from rows where persons is not null
    )
    select count(*)::int as n from added`;
  return written?.n ?? 0;
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
