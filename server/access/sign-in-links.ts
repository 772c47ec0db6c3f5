import { randomBytes, randomUUID } from 'node:crypto';
import commonPasswords from 'fxa-common-password-list';
import type { Database } from '../database.ts';
import { refuse } from '../errors.ts';
import { post } from '../mail/outbox.ts';
import type { Permit, Unit } from '../unit.ts';
import { hashPassword } from './passwords.ts';
import { hashOf } from './tokens.ts';

const VALID = '3 days';
const SHORTEST = 15;
const LONGEST = 128;

/**
 * Makes the link for a person who has an address. Whoever made it may hand it over; only its hash is kept. The person is
 * sent one of their own besides, which is made when the message is: whichever is used first ends the other.
 */
export async function makeSignInLink(
  unit: Unit,
  permit: Permit<'offices.manage'>,
  person: string,
): Promise<string> {
  const [found] = await unit.sql<{ email: string | null }[]>`
    select app.sign_in_address(id) as email from person where id = ${person}`;
  if (!found) refuse('not_found', 'personId');
  if (!found.email) refuse('no_address', 'personId');
  const link = randomBytes(32).toString('base64url');
  await unit.sql`insert into sign_in_link (hash, person_id, email, made_by, expires_at)
    values (${hashOf(link)}, ${person}, ${found.email}, ${unit.actor}, now() + ${VALID}::interval)`;
  const [until] = await unit.sql<{ day: string }[]>`select (now() + ${VALID}::interval)::date::text as day`;
  await post(unit.sql, {
    key: `sign_in_link:${randomUUID()}`,
    kind: 'sign_in_link',
    person,
    place: permit.place,
    data: { until: until?.day },
  });
  await unit.record({ act: 'makeSignInLink', place: permit.place, subject: ['person', person] });
  return link;
}

/** Sets the password of the link's person and ends their sessions. Answers what is wrong, or null when it is done. */
export async function setPasswordByLink(
  database: Database,
  link: string,
  password: string,
): Promise<string | null> {
  const wrong = faultOfPassword(password);
  if (wrong) return wrong;
  // Hashing is dear: nobody gets it for a link that was made up.
  const [good] = await database.acts`select 1 where app.sign_in_link_good(${hashOf(link)})`;
  if (!good) return 'link_invalid';
  const [row] = await database.acts<{ person: string | null }[]>`
    select app.use_sign_in_link(${hashOf(link)}, ${await hashPassword(password)}) as person`;
  return row?.person ? null : 'link_invalid';
}

function faultOfPassword(password: string): string | null {
  const letters = [...password.normalize('NFC')].length;
  if (letters < SHORTEST) return 'password_short';
  if (letters > LONGEST) return 'password_long';
  return commonPasswords.test(password) ? 'password_common' : null;
}
