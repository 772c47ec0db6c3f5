import { Fault, refuse } from '../../errors.ts';
import { isMailAddress } from '../../mail/address.ts';
import type { KeepOrganisationContactInput, RemoveOrganisationContactInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { nameOf, plainWords } from '../../words.ts';
import { keptOrganisation, uuidOf } from './find.ts';

/**
 * Enters or changes a contact: a person or a desk without an account of its own. It is personal data and stands in one
 * table, held by the member; the audit knows that it changed, not what it says.
 */
export async function keepOrganisationContact(
  unit: Unit,
  input: KeepOrganisationContactInput,
): Promise<string> {
  const found = await keptOrganisation(unit, input.organisationId);
  if (found.member === null) refuse('not_a_council', 'organisationId', found.name);
  const contact = {
    role: input.role,
    name: nameOf(input.name, 'name', 200),
    email: plainWords(input.email) || null,
    phone: plainWords(input.phone) || null,
    address: plainWords(input.address) || null,
  };
  if (contact.email && !isMailAddress(contact.email)) refuse('email_invalid', 'email', contact.email);
  if ((contact.phone?.length ?? 0) > 40) refuse('too_long', 'phone', 40);
  if ((contact.address?.length ?? 0) > 500) refuse('too_long', 'address', 500);
  if (!contact.email && !contact.phone && !contact.address) refuse('contact_empty', 'email');
  const { sql } = unit;
  const [kept] = input.id
    ? await sql<
        { id: string }[]
      >`update contact set ${sql(contact)}, changed_at = now(), changed_by = ${unit.actor}
        where id = ${uuidOf(input.id)} and place_id = ${found.member} and person_id is null returning id`
    : await sql<
        { id: string }[]
      >`insert into contact ${sql({ ...contact, place_id: found.member, changed_by: unit.actor })} returning id`;
  if (!kept) throw new Fault('NOT_FOUND');
  await unit.record({
    act: 'keepOrganisationContact',
    place: found.member,
    subject: ['contact', kept.id],
    after: { role: input.role },
  });
  return found.id;
}

/** Removes a contact: nothing of it stays, for it is personal data that nobody needs any more. */
export async function removeOrganisationContact(
  unit: Unit,
  input: RemoveOrganisationContactInput,
): Promise<string> {
  const [row] = await unit.sql<{ organisation: string; place: number }[]>`
    select m.organisation_id as organisation, c.place_id as place from contact c join member m on m.place_id = c.place_id
    where c.id = ${uuidOf(input.id)} and c.person_id is null`;
  if (!row) throw new Fault('NOT_FOUND');
  await unit.permit('organisations.manage', row.place);
  if (row.organisation !== input.organisationId) refuse('not_of_organisation', 'id');
  await unit.sql`delete from contact where id = ${input.id} and person_id is null`;
  await unit.record({
    act: 'removeOrganisationContact',
    place: row.place,
    subject: ['contact', input.id],
  });
  return row.organisation;
}
