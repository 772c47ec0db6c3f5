import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Database, Sql } from '../database.ts';
import { Fault } from '../errors.ts';
import { verifyPassword } from './passwords.ts';

/** Sign-in answers the same to a wrong password and an unknown address. */
export type SignIn =
  | { session: string; person: string; refreshToken: string }
  | { failed: true }
  | { waitSeconds: number };

const IDLE = '12 hours';
const ABSOLUTE = '7 days';
const GRACE = '10 seconds';
const WINDOW = '15 minutes';
/** Failures in the window after which a bucket must wait: one account, one address prefix, everybody. */
const FAILURES = { account: 10, address: 50, everybody: 2000 };

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Checks a password and begins a session. `address` is the caller's network address, for throttling only. */
export async function signIn(
  database: Database,
  email: string,
  password: string,
  address: string,
): Promise<SignIn> {
  const buckets = bucketsOf(email, address);
  const wait = (await waitOf(database.acts, buckets)) || (await countAttempt(database.acts, buckets));
  if (wait > 0) return { waitSeconds: wait };
  const [known] = await database.acts<{ person_id: string; password_hash: string }[]>`
    select person_id, password_hash from app.sign_in_lookup(${email})`;
  if (!(await verifyPassword(password, known?.password_hash ?? null)) || !known) return { failed: true };
  await forgetAttempt(database.acts, buckets);
  return begin(database, known.person_id);
}

async function begin(database: Database, person: string): Promise<SignIn> {
  const refreshToken = randomBytes(32).toString('base64url');
  const session = await database.acts.begin(async (sql) => {
    const [row] = await sql<{ id: string }[]>`
      insert into session (person_id, ends_at) values (${person}, now() + ${ABSOLUTE}::interval) returning id`;
    await sql`insert into refresh (hash, session_id) values (${digest(refreshToken)}, ${String(row?.id)})`;
    return String(row?.id);
  });
  return { session, person, refreshToken };
}

/**
 * Rotates a refresh token. The direct predecessor of the newest token may come again within ten seconds (two
 * tabs) and gets the same successor; any other used token revokes the whole session: somebody has a copy.
 */
export async function refresh(
  database: Database,
  token: string,
): Promise<{ session: string; person: string; refreshToken: string }> {
  const outcome = await database.acts.begin(async (sql) => {
    const [row] = await sql<RefreshRow[]>`
      select r.session_id, s.person_id, r.used_at is not null as used, r.used_at > now() - ${GRACE}::interval as recent,
        r.successor_sealed, r.issued_at < now() - ${IDLE}::interval as idle, s.revoked_at is not null or s.ends_at <= now() as ended,
        not exists (select 1 from refresh n join refresh nn on nn.parent = n.hash where n.parent = r.hash) as newest_parent
      from refresh r join session s on s.id = r.session_id where r.hash = ${digest(token)} for update of s`;
    if (!row || row.ended || row.idle) return null;
    if (!row.used) return rotate(sql as never, token, row);
    if (row.recent && row.newest_parent && row.successor_sealed) {
      return {
        session: row.session_id,
        person: row.person_id,
        refreshToken: unseal(token, row.successor_sealed),
      };
    }
    await sql`update session set revoked_at = now() where id = ${row.session_id}`;
    return null;
  });
  if (!outcome) throw new Fault('UNAUTHENTICATED');
  return outcome;
}

interface RefreshRow {
  session_id: string;
  person_id: string;
  used: boolean;
  recent: boolean;
  successor_sealed: Buffer | null;
  idle: boolean;
  ended: boolean;
  newest_parent: boolean;
}

async function rotate(sql: Sql, token: string, row: RefreshRow) {
  const refreshToken = randomBytes(32).toString('base64url');
  const used = await sql`update refresh set used_at = now(), successor_sealed = ${seal(token, refreshToken)}
    where hash = ${digest(token)} and used_at is null returning 1`;
  if (used.length === 0) {
    const [again] = await sql<
      { successor_sealed: Buffer }[]
    >`select successor_sealed from refresh where hash = ${digest(token)}`;
    return {
      session: row.session_id,
      person: row.person_id,
      refreshToken: unseal(token, (again as { successor_sealed: Buffer }).successor_sealed),
    };
  }
  await sql`insert into refresh (hash, session_id, parent) values (${digest(refreshToken)}, ${row.session_id}, ${digest(token)})`;
  await sql`update session set seen_at = now() where id = ${row.session_id}`;
  return { session: row.session_id, person: row.person_id, refreshToken };
}

export async function signOut(database: Database, session: string): Promise<void> {
  await database.acts`update session set revoked_at = now() where id = ${session} and revoked_at is null`;
}

/** Ends every session of the person whose session this is. */
export async function signOutEverywhere(database: Database, session: string): Promise<void> {
  await database.acts`update session set revoked_at = now() where revoked_at is null
    and person_id = (select person_id from session where id = ${session} and revoked_at is null)`;
}

interface Buckets {
  account: string;
  address: string;
  everybody: string;
}

function bucketsOf(email: string, address: string): Buckets {
  return {
    account: `account:${digest(email.trim().toLowerCase()).toString('base64url')}`,
    address: `address:${networkOf(address)}`,
    everybody: 'everybody',
  };
}

/** The network that an address is of: three numbers of IPv4, four groups of IPv6, which one household has whole. */
function networkOf(address: string): string {
  const four = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/i.exec(address)?.[1];
  if (four) return four;
  const [head = '', tail] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const left = tail ? 8 - head.length - tail.length : 0;
  const groups = [...head, ...Array(Math.max(0, left)).fill('0'), ...(tail ?? [])];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

async function waitOf(sql: Sql, buckets: Buckets): Promise<number> {
  const rows = await sql<{ bucket: string; failures: number; wait: number }[]>`
    select bucket, failures, ceil(extract(epoch from since + ${WINDOW}::interval - now()))::int as wait
    from throttle where bucket = any(${Object.values(buckets)})`;
  const limits = new Map(
    Object.entries(buckets).map(([kind, bucket]) => [bucket, FAILURES[kind as keyof typeof FAILURES]]),
  );
  const waits = rows.filter((row) => row.failures >= (limits.get(row.bucket) ?? 0)).map((row) => row.wait);
  return Math.max(0, ...waits);
}

/**
 * Counts an attempt as failed before it is tried, so that many at once are not tried more often than one after the
 * other. Answers the seconds to wait where it was one too many, else 0.
 */
async function countAttempt(sql: Sql, buckets: Buckets): Promise<number> {
  const rows = await sql<{ bucket: string; failures: number }[]>`
    insert into throttle as t (bucket, failures, since, last_at)
    select b, 1, now(), now() from unnest(${Object.values(buckets)}::text[]) b order by b
    on conflict (bucket) do update set last_at = now(),
      failures = case when t.since < now() - ${WINDOW}::interval then 1 else t.failures + 1 end,
      since = case when t.since < now() - ${WINDOW}::interval then now() else t.since end
    returning bucket, failures`;
  const counted = new Map(rows.map((row) => [row.bucket, row.failures]));
  const over = Object.entries(FAILURES).some(
    ([kind, limit]) => (counted.get(buckets[kind as keyof Buckets]) ?? 0) > limit,
  );
  return over ? waitOf(sql, buckets) : 0;
}

/** The password was right: the account's failures are forgotten, and this attempt was none. */
async function forgetAttempt(sql: Sql, { account, address, everybody }: Buckets): Promise<void> {
  await sql`delete from throttle where bucket = ${account}`;
  await sql`with held as (select bucket from throttle where bucket in (${address}, ${everybody}) order by bucket for update)
    update throttle t set failures = greatest(t.failures - 1, 0) from held where held.bucket = t.bucket`;
}

/** The successor is kept sealed under its predecessor, so the database alone can hand out no token. */
function seal(token: string, successor: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', digest(`seal:${token}`), nonce);
  const body = Buffer.concat([cipher.update(successor, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function unseal(token: string, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', digest(`seal:${token}`), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
}
