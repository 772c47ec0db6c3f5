import { createHash, randomBytes } from 'node:crypto';
import { Fault, refuse } from '../../errors.ts';
import type { Unit } from '../../unit.ts';

/** What is kept of a link's secret. */
export const linkHash = (secret: unknown) => createHash('sha256').update(String(secret)).digest();

/** A secret that nobody guesses. */
export const newSecret = () => randomBytes(32).toString('base64url');

/** Whether a secret that somebody else made is long enough. */
export const isSecret = (secret: string) => /^[A-Za-z0-9_-]{43,100}$/.test(secret);

/** Enters the act as the applicant who holds the link. Answers the application or draft; refuses where there is none. */
export async function enterByLink(unit: Unit, secret: string): Promise<string> {
  const [row] = await unit.sql<{ id: string | null }[]>`select app.enter_link(${linkHash(secret)}) as id`;
  if (!row?.id) throw new Fault('NOT_FOUND');
  return row.id;
}

export interface Followed {
  id: string;
  regionId: number;
  country: string;
  name: string;
  category: string;
  state: string;
}

/** The applicant's own application for an act by the link, held still; refuses in the wrong state (`act_rule`). */
export async function followedFor(unit: Unit, secret: string, act: string): Promise<Followed> {
  const id = await enterByLink(unit, secret);
  await unit.sql`select pg_advisory_xact_lock(hashtextextended(${`application:${id}`}, 0))`;
  const [found] = await unit.sql<Followed[]>`
    select id, region_id as "regionId", country, name, category, app.application_state(id) as state from application where id = ${id}`;
  if (!found) throw new Fault('NOT_FOUND');
  const [rule] = await unit.sql<{ refusal: string | null }[]>`
    select refusal from act_rule where subject = 'followed' and act = ${act} and state = ${found.state}`;
  if (!rule) throw new Error(`no rule for followed.${act} when ${found.state}`);
  if (rule.refusal) refuse(rule.refusal);
  return found;
}
