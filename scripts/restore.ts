import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { type OutsideLine, readOutside, writeOutside } from '../server/access/privacy/outside.ts';
import { configure } from '../server/config.ts';
import { dataDir, migrate, withOwnerUrl } from './migrate.ts';
import { runCommand } from './sentence.ts';

/** What the command did and found, a sentence each; `sound` is false where something needs a person's eye. */
export interface Restored {
  sentences: string[];
  sound: boolean;
}

/**
 * To be run after a backup was put back and before anybody is let in. A backup knows nothing of what was done after it:
 * sessions that were ended would live again, persons that were erased return, closed ballots be open. Everything that the
 * file outside of the database knows of is done over; then the ledger is checked against its seals, and sealed anew. It may
 * be run as often as one likes.
 */
export async function restore(ownerUrl: string, file: string): Promise<Restored> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const lines = readOutside(file);
  try {
    const done = await sql.begin(async (transaction) => [
      ...(await endSessions(transaction)),
      ...(await repeat(transaction, lines)),
    ]);
    const checked = await check(sql, lines);
    const [seal] = await sql<{ up_to: string; at: string; digest: string }[]>`
      select app.last_entry()::text as up_to, now()::text as at, app.seal(app.last_entry(), now()) as digest`;
    if (seal && checked.sound)
      writeOutside(file, [{ kind: 'seal', upTo: seal.up_to, at: seal.at, digest: seal.digest }]);
    return { sentences: [...done, ...checked.sentences], sound: checked.sound };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Nobody stays signed in, no link opens, and nothing that may have been sent already is sent by itself. */
async function endSessions(sql: postgres.TransactionSql): Promise<string[]> {
  const sessions = await sql`update session set revoked_at = now() where revoked_at is null`;
  await sql`delete from refresh`;
  const links = await sql`update sign_in_link set used_at = now() where used_at is null`;
  const mails =
    await sql`update mail set ended_at = now(), outcome = 'failed', claimed_until = null where ended_at is null`;
  await sql`insert into audit (act, place_id, subject_type, subject_id) values ('restoreBackup', 1, 'network', '1')`;
  return [
    `${sessions.count} sessions ended: everybody signs in again.`,
    `${links.count} links that set a password ended.`,
    `${mails.count} messages were waiting: they are not sent by themselves; send them again in Settings ▸ Mail where they are wanted.`,
  ];
}

/** Does over what was done after the backup, by the ids outside. */
async function repeat(sql: postgres.TransactionSql, lines: OutsideLine[]): Promise<string[]> {
  const ids = (kind: OutsideLine['kind']) =>
    lines.flatMap((line) => (line.kind === kind && 'id' in line ? [line.id] : []));
  const persons = await sql<{ id: string }[]>`
    select id from person where id = any(${ids('erased')}::uuid[]) and erased_at is null`;
  for (const { id } of persons) await sql`select app.erase_now(${id})`;
  const tokens = await sql`update api_token set revoked_at = now()
    where id = any(${ids('token_revoked')}::uuid[]) and revoked_at is null`;
  const calendars = await sql`update calendar_feed set revoked_at = now()
    where id = any(${ids('calendar_revoked')}::uuid[]) and revoked_at is null`;
  const ballots = await sql<{ motion_id: string; number: number; meeting: string }[]>`
    update ballot b set closed_at = now() from motion m join meeting t on t.id = m.meeting_id
    where b.motion_id = any(${ids('ballot_closed')}::uuid[]) and b.closed_at is null and m.id = b.motion_id
    returning b.motion_id, m.number, t.title ->> 'en' as meeting`;
  return [
    `${persons.length} persons erased again.`,
    `${tokens.count} tokens and ${calendars.count} calendars revoked again.`,
    `${ballots.length} ballots closed again.`,
    ...ballots.map(
      ({ number, meeting }) =>
        `The ballot on motion ${number} of "${meeting}" was closed after the backup: its votes are not whole here, so no result was computed. Enter it from the minutes.`,
    ),
  ];
}

/** Whether the balances agree with the ledger, and the ledger and the rolls with the newest seal that they reach. */
async function check(sql: postgres.Sql, lines: OutsideLine[]): Promise<Restored> {
  const differences = await sql`select 1 from app.ledger_differences()`;
  const [last] = await sql<{ id: string }[]>`select app.last_entry()::text as id`;
  const reached = BigInt(last?.id ?? 0);
  const seal = lines.findLast((line) => line.kind === 'seal' && BigInt(line.upTo) <= reached);
  const [now] =
    seal?.kind === 'seal'
      ? await sql<{ digest: string }[]>`select app.seal(${seal.upTo}, ${seal.at}) as digest`
      : [];
  const same = seal?.kind === 'seal' && seal.digest === now?.digest;
  return {
    sound: differences.length === 0 && (same || !seal),
    sentences: [
      differences.length === 0
        ? 'The balances agree with the ledger.'
        : `${differences.length} balances do not agree with the ledger.`,
      seal?.kind !== 'seal'
        ? 'There is no seal that this backup reaches: the ledger could not be compared.'
        : same
          ? `The ledger up to entry ${seal.upTo} and the rolls are as they were sealed on ${seal.at.slice(0, 10)}.`
          : `The ledger up to entry ${seal.upTo} or a roll is NOT as it was sealed on ${seal.at.slice(0, 10)}.`,
    ],
  };
}

if (import.meta.main) {
  await runCommand(async () => {
    const { values } = parseArgs({ options: { outside: { type: 'string' } } });
    const file = values.outside ?? configure({ dataDir: dataDir() }).outsideFile;
    await withOwnerUrl(async (ownerUrl) => {
      await migrate(ownerUrl);
      const { sentences, sound } = await restore(ownerUrl, file);
      console.log(`Read ${file}.`);
      for (const sentence of sentences) console.log(sentence);
      if (!sound) process.exitCode = 2;
    });
  });
}
