import { createHash, randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { refuse } from '../errors.ts';
import type { CreateTokenInput } from '../types.ts';
import type { Unit } from '../unit.ts';
import { plainWords } from '../words.ts';
import type { Capability } from './capabilities.ts';
import { apiToken } from './tables.ts';

const PREFIX = 'nf_';
const LONGEST_DAYS = 366;

export const isApiToken = (bearer: string) => bearer.startsWith(PREFIX);

/** What is kept of a token: enough to know it again, nothing to make it from. */
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest();

/** Makes a token for an outside program. It can never do more than its maker may do at the place. */
export async function createToken(
  unit: Unit,
  input: CreateTokenInput,
): Promise<{ token: string; secret: string }> {
  const label = plainWords(input.label);
  if (!unit.actor) refuse('sign_in_needed');
  if (!label) refuse('required', 'label');
  if (input.capabilities.length === 0) refuse('required', 'capabilities');
  for (const capability of input.capabilities) {
    if (!(await unit.may(capability as Capability, input.placeId)))
      refuse('capability_not_held', 'capabilities', capability);
  }
  const [time] = await unit.sql<{ past: boolean; far: boolean }[]>`
    select ${input.expiresAt}::timestamptz <= now() as past, ${input.expiresAt}::timestamptz > now() + make_interval(days => ${LONGEST_DAYS}) as far`;
  if (time?.past) refuse('expiry_past', 'expiresAt', input.expiresAt);
  if (time?.far) refuse('expiry_far', 'expiresAt', input.expiresAt);
  const secret = PREFIX + randomBytes(32).toString('base64url');
  const { placeId, capabilities, expiresAt } = input;
  const [made] = await unit.db
    .insert(apiToken)
    .values({ personId: unit.actor, placeId, label, hash: hashOf(secret), capabilities, expiresAt })
    .returning({ id: apiToken.id });
  const token = String(made?.id);
  await unit.record({
    act: 'createToken',
    place: input.placeId,
    subject: ['token', token],
    after: { capabilities, expiresAt },
  });
  return { token, secret };
}

/** Revokes a token at once: the owner's own, or any where the network manages offices. */
export async function revokeToken(unit: Unit, id: string): Promise<string> {
  const [row] = await unit.sql<{ place_id: number; revoked_at: Date | null }[]>`
    select place_id, revoked_at from api_token where id = ${id} and (person_id = ${unit.actor} or ${await unit.may('offices.manage', 1)})`;
  if (!row) refuse('not_found', 'id', id);
  if (row.revoked_at) refuse('token_revoked', 'id');
  await unit.db.update(apiToken).set({ revokedAt: sql`now()` }).where(eq(apiToken.id, id));
  await unit.record({ act: 'revokeToken', place: row.place_id, subject: ['token', id] });
  return id;
}
