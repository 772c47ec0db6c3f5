import { type Refusal, Refused } from '../errors.ts';
import { isMailAddress } from '../mail/address.ts';
import type { Unit } from '../unit.ts';
import { nameFaults, plainWords } from '../words.ts';

/** The codes of the categories that the network's rulebook has today. */
export async function categoryCodes(unit: Unit): Promise<string[]> {
  const rows = await unit.sql<
    { code: string }[]
  >`select code from app.categories(current_date) order by place`;
  return rows.map(({ code }) => code);
}

/** What both forms of application ask for. */
export interface Applicant {
  name: string;
  acronym?: string | null;
  country: string;
  category: string;
  website?: string | null;
  founded?: number | null;
  address?: string | null;
  contactName: string;
  contactEmail: string;
  contactPhone?: string | null;
  message?: string | null;
}

const LENGTHS: Partial<Record<keyof Applicant, number>> = {
  name: 300,
  acronym: 30,
  website: 300,
  address: 500,
  contactName: 200,
  contactEmail: 254,
  contactPhone: 40,
  message: 4000,
};
const REQUIRED = ['name', 'country', 'category', 'contactName', 'contactEmail'] as const;

/** Text as it is kept: composed, without invisible characters and outer space; null when nothing is left. */
export function clean(text: string | null | undefined): string | null {
  return plainWords(text) || null;
}

/** The applicant's own words in order, or every fault at once, each at its field. */
export async function checkApplicant(
  unit: Unit,
  given: Applicant,
): Promise<Applicant & { regionId: number }> {
  const applicant = tidy(given);
  const refusals: Refusal[] = REQUIRED.filter((field) => !applicant[field]).map((field) => ({
    code: 'required',
    field,
  }));
  for (const field of ['name', 'acronym', 'contactName'] as const) {
    refusals.push(...nameFaults(given[field], field, Number.MAX_SAFE_INTEGER));
  }
  for (const [field, longest] of Object.entries(LENGTHS) as [keyof Applicant, number][]) {
    if (String(applicant[field] ?? '').length > longest)
      refusals.push({ code: 'too_long', field, value: String(longest) });
  }
  if (applicant.contactEmail && !isMailAddress(applicant.contactEmail)) {
    refusals.push({ code: 'email_invalid', field: 'contactEmail', value: applicant.contactEmail });
  }
  if (applicant.website && !isWebAddress(applicant.website))
    refusals.push({ code: 'website_invalid', field: 'website', value: applicant.website });
  if (applicant.category && !(await categoryCodes(unit)).includes(applicant.category))
    refusals.push({ code: 'category_unknown', field: 'category', value: applicant.category });
  const thisYear = new Date().getUTCFullYear();
  if (applicant.founded != null && (applicant.founded < 1700 || applicant.founded > thisYear)) {
    refusals.push({ code: 'year_invalid', field: 'founded', value: String(applicant.founded) });
  }
  const regionId = await regionOf(unit, applicant.country);
  if (applicant.country && regionId === null)
    refusals.push({ code: 'country_unknown', field: 'country', value: applicant.country });
  if (refusals.length > 0) throw new Refused(...refusals);
  return { ...applicant, regionId: Number(regionId) };
}

function tidy(given: Applicant): Applicant {
  const website = clean(given.website);
  return {
    name: clean(given.name) ?? '',
    acronym: clean(given.acronym),
    country: (clean(given.country) ?? '').toUpperCase(),
    category: clean(given.category) ?? '',
    website: website && !/^[a-z]+:\/\//i.test(website) ? `https://${website}` : website,
    founded: given.founded ?? null,
    address: clean(given.address),
    contactName: clean(given.contactName) ?? '',
    contactEmail: clean(given.contactEmail) ?? '',
    contactPhone: clean(given.contactPhone),
    message: clean(given.message),
  };
}

/** Only web addresses: a link with another scheme could run script on the page that shows it. */
export function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname.includes('.');
}

/** The region that the country belongs to today. */
export async function regionOf(unit: Unit, iso2: string): Promise<number | null> {
  const [row] = await unit.sql<{ region_id: number }[]>`
    select region_id from country_region where iso2 = ${iso2} and during @> current_date`;
  return row?.region_id ?? null;
}
