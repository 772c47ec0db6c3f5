import type { Database } from '../../database.ts';
import type { LongTable } from '../../documents/long-table.ts';
import { needReach } from '../../reading/entered.ts';
import type { Caller } from '../../unit.ts';
import { longTable } from '../exports.ts';

const DUPLICATE_COLUMNS = ['one', 'one_member', 'other', 'other_member', 'country', 'likeness', 'reasons'];

/** Pairs of records that may be one organisation, of the region or of all, as a table: the likeliest first. */
export function duplicatesTable(database: Database, caller: Caller, place: number): Promise<LongTable> {
  return longTable(database, caller, 'duplicates', DUPLICATE_COLUMNS, async (sql, after) => {
    if (after) return [];
    await needReach(sql, 'organisations.manage', place);
    return sql`
      select a.name as one, ma.place_id as one_member, b.name as other, mb.place_id as other_member, d.country,
        round(d.likeness * 100)::int as likeness, array_to_string(d.reasons, ' ') as reasons
      from app.duplicates() d join organisation a on a.id = d.one_id join organisation b on b.id = d.other_id
      left join member ma on ma.organisation_id = a.id left join member mb on mb.organisation_id = b.id
      left join country_region cr on cr.iso2 = d.country and cr.during @> current_date
      where ${place} in (1, cr.region_id) order by d.likeness desc, d.one_id, d.other_id`;
  });
}

const EXPIRING_COLUMNS = ['number', 'member', 'country', 'kind', 'title', 'from', 'until', 'filename'];

/** What of the documents that expire is asked for. */
export interface ExpiringOf {
  place: number;
  asOf: string | null;
  within?: number;
  kind?: string | null;
}

/** Documents of the members of the region, or of all, that have ended or end within the days, as a table. */
export function expiringTable(database: Database, caller: Caller, of: ExpiringOf): Promise<LongTable> {
  const { place, asOf, within = 90, kind = null } = of;
  return longTable(database, caller, 'expiring-documents', EXPIRING_COLUMNS, async (sql, after) => {
    if (after) return [];
    await needReach(sql, 'documents.read', place);
    return sql`
      select d.member_id as number, o.name as member, o.country, d.kind, d.title, d.since::text as from, upper(d.valid)::text as until, d.filename
      from document d join member m on m.place_id = d.member_id join organisation o on o.id = m.organisation_id
      where d.id in (select app.expiring_documents(${place === 1 ? null : place}::int, coalesce(${asOf}::date, current_date), ${within}::int, ${kind}::text))
      order by d.until, d.id`;
  });
}
