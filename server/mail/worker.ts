import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../database.ts';
import { isMailAddress } from './address.ts';
import type { MailKinds } from './kinds.ts';
import { type MailLocale, speech, type Written, write } from './letter.ts';
import { type Carrier, verdictOf } from './transport.ts';

const IDLE_MS = 1000;
const AT_ONCE = 5;
/** Longer than a try can take: a claim that ends belongs to a worker that has died. */
const CLAIM_SECONDS = 120;
/** Waits after each try that may pass; after the last one the message is given up, and says so. */
const WAITS = [60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600];

export interface MailWork {
  kinds: MailKinds;
  /** The mail server; null keeps messages for the mailbox page. */
  carrier: Carrier | null;
  publicUrl: string;
  /** The address that ends messages of a topic for a person. */
  unsubscribe(person: string, topic: string): string;
  claimSeconds?: number;
}

interface Claimed {
  id: string;
  kind: string;
  topic: string | null;
  locale: MailLocale;
  data: Record<string, unknown>;
  attempts: number;
  person_id: string;
  name: string;
  invented: boolean;
  address: string | null;
  bounced: boolean;
  opted_out: boolean;
  posted_at: string;
}

/** Sends what stands in the outbox until closed. `report` gets what nobody expected. */
export function startMail(
  database: Database,
  work: MailWork,
  report: (error: unknown) => void,
): { close(): Promise<void> } {
  const stop = new AbortController();
  const loop = (async () => {
    // Left from a time without a mail server.
    if (work.carrier) await database.acts`select app.empty_mailbox()`.catch(report);
    while (!stop.signal.aborted) {
      const worked = await sendNext(database, work, report).catch(() => 0);
      if (worked === 0) await sleep(IDLE_MS, null, { signal: stop.signal, ref: false }).catch(() => {});
    }
  })();
  return {
    close: async () => {
      stop.abort();
      await loop;
      work.carrier?.close();
    },
  };
}

/** Tries the messages that are due, some at once. Answers how many. */
export async function sendNext(
  database: Database,
  work: MailWork,
  report: (error: unknown) => void,
): Promise<number> {
  const claimed = await database.acts<Claimed[]>`
    select * from app.claim_mail(${AT_ONCE}, ${work.claimSeconds ?? CLAIM_SECONDS})`;
  if (claimed.length === 0) return 0;
  const [row] = await database.acts<{ name: Record<string, string> }[]>`select name from network`;
  const network = row?.name ?? {};
  await Promise.all(
    claimed.map((mail) =>
      tryOne(database, work, mail, network).catch((error) => failed(database, mail, error, report)),
    ),
  );
  return claimed.length;
}

async function tryOne(
  database: Database,
  work: MailWork,
  mail: Claimed,
  network: Record<string, string>,
): Promise<void> {
  const { address } = mail;
  if (mail.topic && mail.opted_out) return settle(database, mail, 'opted_out');
  if (!address || !isMailAddress(address)) return settle(database, mail, 'no_address');
  if (mail.bounced) return settle(database, mail, 'bounced', 'known');
  const kind = work.kinds[mail.kind];
  if (!kind) return settle(database, mail, 'failed', 'unknown kind');
  // A secret is kept on no page but the demonstration's: its persons are invented.
  if (kind.secret && !work.carrier && !mail.invented)
    return settle(database, mail, 'failed', 'no mail server');
  const secret = kind.secret ? await kind.secret(database.acts, mail.id) : {};
  if (!secret) return settle(database, mail, 'failed', 'too late');
  const unsubscribeUrl = mail.topic ? work.unsubscribe(mail.person_id, mail.topic) : null;
  const words = speech(mail.locale);
  const letter = kind.compose(
    { ...mail.data, ...secret },
    { speech: words, network: words.name(network), publicUrl: work.publicUrl, unsubscribeUrl },
  );
  await carry(database, work.carrier, mail, address, write(letter, mail.name, words), unsubscribeUrl);
}

async function carry(
  database: Database,
  carrier: Carrier | null,
  mail: Claimed,
  address: string,
  written: Written,
  unsubscribeUrl: string | null,
): Promise<void> {
  if (!carrier) {
    await database.acts`select app.keep_mail(${mail.id}, ${address}, ${written.subject}, ${written.words}, ${written.html})`;
    return settle(database, mail, 'kept');
  }
  const { id, locale, name } = mail;
  try {
    await carrier.send({ ...written, id, locale, to: { name: plainName(name), address }, unsubscribeUrl });
  } catch (error) {
    const { outcome, detail } = verdictOf(error);
    if (outcome === 'bounced')
      await database.acts`select app.mark_bounce(${id}, ${address}, ${detail || 'refused'})`;
    return settle(database, mail, outcome, detail);
  }
  await settle(database, mail, 'sent');
}

/** A name within a header: no letters that mean something there. */
const plainName = (name: string) =>
  name
    .replace(/["<>@,;:\\()[\]]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** Whatever nobody expected: reported, and tried again like a mail server that is away. */
async function failed(database: Database, mail: Claimed, error: unknown, report: (error: unknown) => void) {
  report(error);
  await settle(database, mail, 'deferred', 'internal').catch(() => {});
}

async function settle(
  database: Database,
  mail: Claimed,
  outcome: string,
  detail: string | null = null,
): Promise<void> {
  const wait = WAITS[mail.attempts - 1];
  const final = outcome === 'deferred' && wait === undefined ? 'failed' : outcome;
  await database.acts`select app.settle_mail(${mail.id}, ${mail.attempts}, ${final}, ${detail}, ${wait ?? 0})`;
}
