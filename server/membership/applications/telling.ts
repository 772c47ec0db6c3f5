import type { MailLocale } from '../../mail/letter.ts';
import { post } from '../../mail/outbox.ts';
import type { Unit } from '../../unit.ts';

export type ApplicantLetter =
  | 'application_received'
  | 'application_question'
  | 'application_step'
  | 'application_known';

/** Writes to the applicant with a link to the application, once for each `about`. Where no address is kept, nobody is told. */
export async function tellApplicant(
  unit: Unit,
  { id, regionId, name }: { id: string; regionId: number; name: string },
  kind: ApplicantLetter,
  about: string,
  data: Record<string, string> = {},
): Promise<void> {
  const [contact] = await unit.sql<{ person: string | null; locale: MailLocale }[]>`
    select c.person_id as person, a.locale from application_contact c join application a on a.id = c.application_id where a.id = ${id}`;
  if (!contact?.person) return;
  await post(unit.sql, {
    key: `${kind} ${about}`,
    kind,
    person: contact.person,
    place: regionId,
    locale: contact.locale,
    data: { ...data, name },
  });
}
