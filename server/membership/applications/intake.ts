import { createHash } from 'node:crypto';
import { type Refusal, refuse } from '../../errors.ts';
import type { MailLocale } from '../../mail/letter.ts';
import { post } from '../../mail/outbox.ts';
import type { ApplyInput, EnterApplicationInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { type Applicant, checkApplicant, clean } from '../entry.ts';
import { evaluate } from './evaluation.ts';
import { linkHash, newSecret } from './links.ts';
import { tellApplicant } from './telling.ts';

/** Applications by the public form in 24 hours: from one network address, from all together, and letters to one address. */
const DAILY_FROM_ADDRESS = 10;
const DAILY_IN_ALL = 500;
const DAILY_LETTERS = 5;

/** What the public gets for a form: the secret of its link, or why not. */
export interface Taken {
  secret: string | null;
  refusals?: Refusal[];
}

/**
 * The public form, sent at once. Answers the secret of the link to follow the application by. A filled trap field gets
 * the same answer and leaves nothing behind.
 */
export async function apply(unit: Unit, input: ApplyInput): Promise<Taken> {
  const applicant = await checkApplicant(unit, input);
  const secret = newSecret();
  if (input.nickname) return { secret };
  await slowDown(unit);
  const known = await knownAlready(unit, applicant, null);
  if (known) return { secret: null, refusals: [known] };
  const [{ id } = { id: '' }] = await unit.sql<{ id: string }[]>`select uuidv7() as id`;
  await unit.sql`select app.make_link(${id}, ${linkHash(secret)})`;
  const locale = input.locale ?? 'en';
  const person = await makeApplicant(unit, applicant.contactName, locale);
  await file(unit, { ...applicant, id, locale, person }, { enteredBy: null, reason: null });
  return { secret };
}

/** An application that came on paper or by mail, entered by an office holder of the region it belongs to. */
export async function enterApplication(
  unit: Unit,
  permit: Permit<'applications.enter'>,
  input: EnterApplicationInput,
): Promise<string> {
  const applicant = await checkApplicant(unit, input);
  if (applicant.regionId !== permit.place) refuse('country_of_other_region', 'country', applicant.country);
  const [{ id } = { id: '' }] = await unit.sql<{ id: string }[]>`select uuidv7() as id`;
  const locale = input.locale ?? 'en';
  const person = await makeApplicant(unit, applicant.contactName, locale);
  await file(
    unit,
    { ...applicant, id, locale, person },
    { enteredBy: unit.actor, reason: clean(input.reason) },
  );
  return id;
}

/** An application as it is filed: under its id, with the person to write to. */
export interface Filing extends Applicant {
  id: string;
  regionId: number;
  locale: MailLocale;
  person: string;
}

/** Files an application, computes its conditions, and confirms it to the applicant. */
export async function file(
  unit: Unit,
  of: Filing,
  how: { enteredBy: string | null; reason: string | null },
): Promise<void> {
  const { sql } = unit;
  const { id } = of;
  await sql`insert into application (id, region_id, country, name, acronym, website, founded, address, category, entered_by, locale)
    values (${id}, ${of.regionId}, ${of.country}, ${of.name}, ${of.acronym ?? null}, ${of.website ?? null}, ${of.founded ?? null},
      ${of.address ?? null}, ${of.category}, ${how.enteredBy}, ${of.locale})`;
  await sql`insert into application_contact (application_id, region_id, name, email, phone, message, person_id)
    values (${id}, ${of.regionId}, ${of.contactName}, ${of.contactEmail}, ${of.contactPhone ?? null}, ${of.message ?? null}, ${of.person})`;
  await sql`insert into application_step (application_id, region_id, kind, by_id, reason)
    values (${id}, ${of.regionId}, 'submitted', ${how.enteredBy}, ${how.reason})`;
  await evaluate(unit, id);
  await tellApplicant(unit, of, 'application_received', id);
  await unit.record({
    act: how.enteredBy ? 'enterApplication' : 'apply',
    place: of.regionId,
    subject: ['application', id],
    after: { country: of.country, category: of.category },
    reason: how.reason,
  });
}

/** The person to write to; neither office nor sign-in goes with it. */
export async function makeApplicant(unit: Unit, name: string, locale: MailLocale): Promise<string> {
  const [row] = await unit.sql<
    { id: string }[]
  >`select app.make_applicant(${name || '—'}, ${locale}, false) as id`;
  return String(row?.id);
}

/**
 * Whether this address has an open application or a saved form for this country. Then it is said, and a link to what is
 * there goes to the address itself.
 */
export async function knownAlready(
  unit: Unit,
  { contactEmail, country }: { contactEmail: string; country: string },
  butNot: string | null,
): Promise<Refusal | null> {
  const [row] = await unit.sql<{ person: string | null; day: string }[]>`
    select app.same_applicant(${contactEmail}, ${country}, ${butNot}::uuid) as person, current_date::text as day`;
  if (!row?.person) return null;
  await post(unit.sql, {
    key: `application_known ${row.person} ${row.day}`,
    kind: 'application_known',
    person: row.person,
    place: 1,
    data: {},
  });
  return { code: 'application_known', field: 'contactEmail', value: contactEmail };
}

/** Slows down floods of new forms. */
export async function slowDown(unit: Unit): Promise<void> {
  await throttle(unit, `applications:${addressGroup(unit.caller.address)}`, DAILY_FROM_ADDRESS);
  await throttle(unit, 'applications:all', DAILY_IN_ALL);
}

/** Nobody gets many letters because somebody types an address that is not theirs. */
export async function slowLetters(unit: Unit, email: string): Promise<void> {
  await throttle(unit, `applications:mail:${hashOf(email.toLowerCase())}`, DAILY_LETTERS);
}

/** Counts what was accepted; the row's lock makes parallel requests wait for each other. */
async function throttle(unit: Unit, bucket: string, most: number): Promise<void> {
  const [row] = await unit.sql<{ failures: number }[]>`
    insert into throttle (bucket, failures, since, last_at) values (${bucket}, 1, now(), now())
    on conflict (bucket) do update set
      failures = case when throttle.since < now() - interval '1 day' then 1 else throttle.failures + 1 end,
      since = case when throttle.since < now() - interval '1 day' then now() else throttle.since end,
      last_at = now()
    returning failures`;
  if ((row?.failures ?? 0) > most) refuse('too_many_applications');
}

/** The part of an address that one household or office shares; kept only as a hash. */
function addressGroup(address: string | undefined): string {
  return hashOf(address?.includes(':') ? address.split(':').slice(0, 4).join(':') : (address ?? 'unknown'));
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22);
