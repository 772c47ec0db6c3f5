import { createHash } from 'node:crypto';
import { Fault, refuse } from '../errors.ts';
import type { Answer } from '../reading/read.ts';
import type { Unit } from '../unit.ts';

/**
 * Runs an act at most once for a caller's key: the same request again gets the same answer, in parallel too (the
 * second waits on the first's row); another request under the same key is refused. Acts without a key run as they are.
 */
export async function once(
  unit: Unit,
  name: string,
  args: unknown,
  body: () => Promise<Answer>,
): Promise<Answer> {
  const key = keyOf(args);
  if (key === null) return body();
  if (!unit.actor) throw new Fault('UNAUTHENTICATED');
  if (key.length < 8 || key.length > 200) refuse('idempotency_key_length', 'idempotencyKey');
  const hash = createHash('sha256')
    .update(`${name}\n${JSON.stringify(args)}`)
    .digest();
  const [mine] = await unit.sql`insert into idempotency (actor_id, key, act, request_hash)
    values (${unit.actor}, ${key}, ${name}, ${hash}) on conflict do nothing returning key`;
  if (mine) {
    const answer = await body();
    await unit.sql`update idempotency set answer = ${unit.sql.json(answer as never)} where actor_id = ${unit.actor} and key = ${key}`;
    return answer;
  }
  const [before] = await unit.sql<{ request_hash: Buffer; answer: Answer }[]>`
    select request_hash, answer from idempotency where actor_id = ${unit.actor} and key = ${key}`;
  if (!before || !hash.equals(before.request_hash)) refuse('idempotency_mismatch', 'idempotencyKey', key);
  return before.answer;
}

function keyOf(args: unknown): string | null {
  const input = (args as { input?: { idempotencyKey?: unknown } }).input;
  return typeof input?.idempotencyKey === 'string' ? input.idempotencyKey : null;
}
