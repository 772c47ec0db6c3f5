import { Fault, type Refusal, Refused, refuse } from '../../errors.ts';
import { isMailAddress } from '../../mail/address.ts';
import type { MailLocale } from '../../mail/letter.ts';
import { post } from '../../mail/outbox.ts';
import type { AnswerInput, LinkInput, SaveDraftInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { nameFaults } from '../../words.ts';
import { type Applicant, checkApplicant, clean } from '../entry.ts';
import { checkAnswers, keepAnswers } from './checklist.ts';
import { evaluate, todayOf } from './evaluation.ts';
import { file, knownAlready, makeApplicant, slowDown, slowLetters, type Taken } from './intake.ts';
import { enterByLink, isSecret, linkHash } from './links.ts';
import { admissionRulesOn } from './rules.ts';

/** What a saved form keeps, as it was typed; each no longer than this. */
const FIELDS = [
  'name',
  'acronym',
  'country',
  'category',
  'website',
  'founded',
  'address',
  'contactName',
  'contactEmail',
  'contactPhone',
  'message',
] as const;
const LONGEST = 4000;

interface Draft {
  id: string;
  fields: Partial<Record<(typeof FIELDS)[number], string>>;
  answers: Record<string, { value: string | null; said: string | null }>;
  locale: MailLocale;
  person: string | null;
  expiresAt: string;
}

interface Saved {
  expiresAt: string | null;
  refusals?: Refusal[];
}

/**
 * Saves a form whatever it says. The first time an address stands in it, a link goes there. What is odd about the
 * address is said, and the form is kept all the same.
 */
export async function saveDraft(unit: Unit, input: SaveDraftInput): Promise<Saved> {
  if (!isSecret(input.secret)) refuse('secret_too_short', 'secret');
  if (input.nickname) return { expiresAt: null };
  const fields = typedFields(input);
  const draft = await openDraft(unit, input);
  const answers = { ...draft.answers, ...typedAnswers(input.answers ?? []) };
  const { sql } = unit;
  const [saved] = await sql<{ expiresAt: string }[]>`
    update application_draft set fields = ${sql.json(fields)}, answers = ${sql.json(answers)}, locale = ${input.locale ?? 'en'},
      saved_at = now(), expires_at = now() + interval '60 days' where id = ${draft.id}
    returning to_json(expires_at) #>> '{}' as "expiresAt"`;
  const refusals = fields.contactEmail ? await writeTo(unit, { ...draft, fields }, fields.contactEmail) : [];
  await unit.record({ act: 'saveApplicationDraft', place: 1, subject: ['application_draft', draft.id] });
  return { expiresAt: saved?.expiresAt ?? null, refusals };
}

function typedFields(input: SaveDraftInput): Draft['fields'] {
  const fields = Object.fromEntries(
    FIELDS.flatMap((name) => {
      const typed = clean(input[name]);
      return typed === null ? [] : [[name, typed]];
    }),
  );
  const unfit = (['name', 'acronym', 'contactName'] as const).flatMap((name) =>
    nameFaults(input[name], name, LONGEST),
  );
  if (unfit.length > 0) throw new Refused(...unfit);
  const long = Object.keys(fields).filter((name) => String(fields[name]).length > LONGEST);
  if (long.length > 0)
    throw new Refused(...long.map((field) => ({ code: 'too_long', field, value: String(LONGEST) })));
  return fields;
}

function typedAnswers(answers: readonly AnswerInput[]): Draft['answers'] {
  return Object.fromEntries(
    answers.map(({ item, value, said }) => [
      item.slice(0, 60),
      { value: clean(value)?.slice(0, 200) ?? null, said: clean(said)?.slice(0, LONGEST) ?? null },
    ]),
  );
}

/** The draft of the link, or a new one under it. */
async function openDraft(unit: Unit, { secret, locale }: SaveDraftInput): Promise<Draft> {
  const { sql } = unit;
  await sql`select pg_advisory_xact_lock(hashtextextended(${linkHash(secret).toString('hex')}, 0))`;
  const [link] = await sql<{ id: string | null }[]>`select app.enter_link(${linkHash(secret)}) as id`;
  if (link?.id) {
    const draft = await draftOf(unit, link.id);
    if (!draft) refuse('application_sent');
    return draft;
  }
  await slowDown(unit);
  const [{ id } = { id: '' }] = await sql<{ id: string }[]>`select uuidv7() as id`;
  await sql`select app.make_link(${id}, ${linkHash(secret)})`;
  await sql`insert into application_draft (id, locale) values (${id}, ${locale ?? 'en'})`;
  return { id, fields: {}, answers: {}, locale: locale ?? 'en', person: null, expiresAt: '' };
}

async function draftOf(unit: Unit, id: string): Promise<Draft | null> {
  const [draft] = await unit.sql<Draft[]>`
    select id, fields, answers, locale, person_id as person, to_json(expires_at) #>> '{}' as "expiresAt"
    from application_draft where id = ${id} and expires_at > now() for update`;
  return draft ?? null;
}

/** Sends the link to an address that is new in the form. */
async function writeTo(unit: Unit, draft: Draft, email: string): Promise<Refusal[]> {
  if (!isMailAddress(email)) return [{ code: 'email_invalid', field: 'contactEmail', value: email }];
  const country = (draft.fields.country ?? '').toUpperCase();
  const known = await knownAlready(unit, { contactEmail: email, country }, draft.id);
  if (known) return [known];
  const person = draft.person ?? (await makeApplicant(unit, draft.fields.contactName ?? '', draft.locale));
  if (!draft.person)
    await unit.sql`update application_draft set person_id = ${person} where id = ${draft.id}`;
  const about = linkHash(email.toLowerCase()).toString('hex').slice(0, 32);
  const key = `application_saved ${draft.id} ${about}`;
  const posted = await post(unit.sql, {
    key,
    kind: 'application_saved',
    person,
    place: 1,
    locale: draft.locale,
    data: {},
  });
  if (posted) await slowLetters(unit, email);
  return [];
}

/** Sends a saved form. What was sent before gets the same answer. */
export async function submitDraft(unit: Unit, { secret }: LinkInput): Promise<Taken> {
  const id = await enterByLink(unit, secret);
  await unit.sql`select pg_advisory_xact_lock(hashtextextended(${`application:${id}`}, 0))`;
  const draft = await draftOf(unit, id);
  if (!draft) {
    const [sent] = await unit.sql`select 1 from application where id = ${id}`;
    if (sent) return { secret };
    throw new Fault('NOT_FOUND');
  }
  const applicant = await checkApplicant(unit, applicantOf(draft.fields));
  const known = await knownAlready(unit, applicant, id);
  if (known) return { secret: null, refusals: [known] };
  const rules = await admissionRulesOn(unit.sql, await todayOf(unit.sql));
  const asked = new Set(rules?.category(applicant.category)?.eligibility?.map(({ name }) => name));
  const answers = Object.entries(draft.answers)
    .filter(([item]) => asked.has(item))
    .map(([item, answer]) => ({ item, ...answer }));
  const answered = checkAnswers(rules, applicant.category, answers);
  const person = draft.person ?? (await makeApplicant(unit, applicant.contactName, draft.locale));
  await file(unit, { ...applicant, id, locale: draft.locale, person }, { enteredBy: null, reason: null });
  await unit.sql`update application_document set region_id = ${applicant.regionId} where application_id = ${id}`;
  await keepAnswers(unit, { id, regionId: applicant.regionId }, answered, null);
  await evaluate(unit, id);
  await unit.sql`delete from application_draft where id = ${id}`;
  return { secret };
}

function applicantOf(fields: Draft['fields']): Applicant {
  const { founded, name, country, category, contactName, contactEmail, ...more } = fields;
  const text = (typed: string | undefined) => typed ?? '';
  return {
    ...more,
    name: text(name),
    country: text(country),
    category: text(category),
    contactName: text(contactName),
    contactEmail: text(contactEmail),
    // What is no year comes back as a fault of the field.
    founded: founded === undefined ? null : /^\d{1,4}$/.test(founded) ? Number(founded) : 0,
  };
}

/** Deletes a saved form, with what was written to its address; its files go with the next daily sweep. */
export async function discardDraft(unit: Unit, { secret }: LinkInput): Promise<{ expiresAt: null }> {
  const id = await enterByLink(unit, secret);
  const [draft] = await unit.sql`
    update application_draft set expires_at = now() - interval '1 second' where id = ${id} returning id`;
  if (!draft) throw new Fault('NOT_FOUND');
  await unit.sql`select app.expire_drafts()`;
  await unit.record({ act: 'discardApplicationDraft', place: 1, subject: ['application_draft', id] });
  return { expiresAt: null };
}
