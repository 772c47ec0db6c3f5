import type { TransactionSql } from 'postgres';
import type { Database } from '../../database.ts';
import { type Block, renderDocument } from '../../documents/blocks.ts';
import { country, date, isolated, money, year } from '../../documents/formats.ts';
import { hasWords, type Locale, localeOf, say } from '../../documents/words.ts';
import { Fault } from '../../errors.ts';
import { readAs } from '../../reading/entered.ts';
import { whyOf } from '../../statutes/why.ts';
import type { Caller } from '../../unit.ts';
import { linkHash } from './links.ts';

/** What a letter says of the first dues: computed where dues are, and handed in. */
export type FirstDues = (
  sql: TransactionSql,
  of: { country: string; region: number; category: string; from: string; declared: Record<string, unknown> },
) => Promise<{
  year: number;
  currency: string;
  amount: bigint | null;
  dueOn: string | null;
  why: unknown;
  deposit: bigint | null;
  left: bigint | null;
}>;

interface Admission {
  member: number;
  name: string;
  country: string;
  contact: string | null;
  address: string | null;
  region: number;
  regionName: Record<string, string>;
  category: string;
  categoryName: Record<string, string> | null;
  rights: { title: Record<string, string> }[];
  from: string;
  decidedOn: string;
  body: string | null;
  reference: string | null;
  declared: Record<string, unknown>;
  network: Record<string, string>;
  invented: boolean;
}

/** The letter of admission as PDF, in the member's language where none is asked for: for the applicant with its link, for the member's office, the region and the network. */
export async function admissionLetter(
  database: Database,
  caller: Caller,
  { id, secret }: { id: string; secret: string | undefined },
  asked: Locale | null,
  firstDues: FirstDues,
): Promise<{ name: string; pdf: Uint8Array }> {
  const { admission, dues, language } = await readAs(database, caller, async (sql) => {
    if (secret !== undefined) await sql`select app.enter_link(${linkHash(secret)})`;
    const [row] = await sql<{ letter: Admission | null }[]>`select app.admission_letter(${id}) as letter`;
    if (!row?.letter) throw new Fault('NOT_FOUND');
    const [papers] = await sql<{ locale: string }[]>`
      select locale from app.council_languages(array[${row.letter.member}]::integer[], current_date)`;
    return { admission: row.letter, dues: await firstDues(sql, row.letter), language: papers?.locale };
  });
  const locale = asked ?? localeOf(language);
  const title = say(locale, 'applications_letter_title', { name: admission.name });
  const pdf = await renderDocument(
    { title, network: named(admission.network, locale), blocks: blocksOf(admission, dues, locale) },
    locale,
  );
  return { name: `admission-${admission.member}`, pdf };
}

function blocksOf(of: Admission, dues: Awaited<ReturnType<FirstDues>>, locale: Locale): Block[] {
  const w = (key: string, inputs?: Record<string, string>) => say(locale, key, inputs);
  const network = named(of.network, locale);
  const lines = [of.name, of.contact ?? '', ...(of.address ?? '').split('\n'), country(locale, of.country)];
  const why = whyOf(locale, dues.why);
  return [
    { kind: 'address', lines: lines.filter(Boolean) },
    { kind: 'paragraph', text: w('applications_letter_text', { name: of.name, network }) },
    { kind: 'facts', rows: factsOf(of, locale) },
    ...duesBlocks(dues, of.from, locale),
    ...(of.rights.length > 0 ? rightsOf(of, locale) : []),
    { kind: 'paragraph', text: w('applications_letter_welcome', { network }) },
    ...(of.invented ? [{ kind: 'note' as const, text: w('dues_invented_note') }] : []),
    ...(why ? [{ kind: 'why' as const, trace: why }] : []),
  ];
}

function factsOf(of: Admission, locale: Locale): [string, string][] {
  const w = (key: string) => say(locale, key);
  const body =
    of.body && hasWords(`applications_body_${of.body}`) ? w(`applications_body_${of.body}`) : of.body;
  const decided = [body, of.reference && isolated(of.reference), date(locale, of.decidedOn)];
  return [
    [w('applications_letter_since'), date(locale, of.from)],
    [
      w('common_category'),
      [of.category, of.categoryName && named(of.categoryName, locale)].filter(Boolean).join(' · '),
    ],
    [w('member_region'), named(of.regionName, locale)],
    [w('applications_letter_decided'), decided.filter(Boolean).join(' · ')],
  ];
}

function duesBlocks(dues: Awaited<ReturnType<FirstDues>>, from: string, locale: Locale): Block[] {
  const w = (key: string, inputs?: Record<string, string>) => say(locale, key, inputs);
  const amount = (minor: bigint) => money(locale, minor, dues.currency);
  const rows: [string, string][] = [];
  if (dues.amount !== null)
    rows.push([w('applications_first_dues', { year: year(locale, dues.year) }), amount(dues.amount)]);
  if (dues.deposit !== null) rows.push([w('applications_deposit'), amount(dues.deposit)]);
  if (dues.left !== null && dues.deposit !== null)
    rows.push([w('applications_dues_left'), amount(dues.left)]);
  // A newcomer after the year's due date pays when it is invoiced.
  if (dues.dueOn && dues.dueOn >= from) rows.push([w('applications_dues_due'), date(locale, dues.dueOn)]);
  return [
    { kind: 'heading', text: w('applications_dues_title') },
    ...(rows.length > 0 ? [{ kind: 'facts' as const, rows }] : []),
    { kind: 'note', text: w(rows.length > 0 ? 'applications_dues_note' : 'applications_dues_unknown') },
  ];
}

function rightsOf({ rights }: Admission, locale: Locale): Block[] {
  return [
    { kind: 'heading', text: say(locale, 'categories_rights') },
    ...rights.map(({ title }) => ({ kind: 'paragraph' as const, text: `• ${named(title, locale)}` })),
  ];
}

function named(names: Record<string, string>, locale: Locale): string {
  return names[locale] ?? names['en'] ?? '';
}
