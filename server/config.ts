import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isMailAddress } from './mail/address.ts';
import { oneLine } from './mail/letter.ts';
import type { MailServer } from './mail/transport.ts';

/** Everything the server is told from outside. */
export interface Config {
  /** The owner's connection; the server itself works in the role ninefold_app. */
  databaseUrl: string;
  host: string;
  port: number;
  /** Addresses and networks of the proxies whose word about the reader's address and protocol is taken. */
  trustProxy: string[];
  /** Where files and keys of this installation are kept. */
  dataDir: string;
  /** What must survive the restoration of an older backup; best on another disk than the database's. */
  outsideFile: string;
  /** Connections for reads, and as many for acts: cores + 1 was measured to be best. */
  pool: number;
  /** True when pages and the API are served to people: persisted operations only for sessions, no stack traces. */
  production: boolean;
  /** Where SvelteKit's build stands; null serves the API alone. */
  webBuild: string | null;
  /** Log level of the structured log. */
  logLevel: string;
  /** The mail server and who writes; null keeps messages for the mailbox page of this installation. */
  mail: MailServer | null;
  /** The address under which people find this Ninefold, for links in messages; null: where it listens. */
  publicUrl: string | null;
}

/** Configuration from the environment, with the defaults of a first start. */
export function configure(overrides: Partial<Config> = {}): Config {
  const env = process.env;
  return {
    databaseUrl: env['DATABASE_URL'] ?? '',
    host: env['HOST'] || '127.0.0.1',
    port: env['PORT'] ? Number(env['PORT']) : 3000,
    trustProxy: proxiesOf(env['TRUST_PROXY'] ?? ''),
    dataDir: env['DATA_DIR'] || '.data',
    outsideFile:
      env['OUTSIDE_FILE'] || join(overrides.dataDir ?? (env['DATA_DIR'] || '.data'), 'outside.jsonl'),
    pool: availableParallelism() + 1,
    production: true,
    webBuild: new URL('../web/build', import.meta.url).pathname,
    logLevel: env['LOG_LEVEL'] || 'warn',
    mail: mailServerOf(env['SMTP_URL'] ?? '', env['MAIL_FROM'] ?? '', env['PUBLIC_URL'] ?? ''),
    publicUrl: publicUrlOf(env['PUBLIC_URL'] ?? ''),
    ...overrides,
  };
}

/** A list of addresses or networks, never a number of hops: how many proxies a request met is the sender's word. */
function proxiesOf(text: string): string[] {
  const list = text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  const wrong = list.find((one) => {
    const [address = '', bits = '0', more] = one.split('/');
    const version = isIP(address);
    return (
      version === 0 ||
      more !== undefined ||
      !/^\d{1,3}$/.test(bits) ||
      Number(bits) > (version === 4 ? 32 : 128)
    );
  });
  if (wrong)
    throw new Error(`TRUST_PROXY must list addresses such as 127.0.0.1 or 10.0.0.0/8, not "${wrong}".`);
  return list;
}

/** A mail server needs to know who writes, and its messages where their links lead. */
function mailServerOf(url: string, from: string, publicUrl: string): MailServer | null {
  if (!url) return null;
  const parsed = URL.parse(url);
  if (!parsed || !['smtp:', 'smtps:'].includes(parsed.protocol) || !parsed.hostname)
    throw new Error('SMTP_URL must be of the form smtp://user:password@host:587 or smtps://….');
  const [, name = '', inner] = /^([^<>]*)<([^<>]+)>$/.exec(from.trim()) ?? [];
  const address = (inner ?? from).trim();
  if (!isMailAddress(address))
    throw new Error(`MAIL_FROM must be an address such as "Ninefold <dues@example.org>", not "${from}".`);
  if (!publicUrl) throw new Error('PUBLIC_URL must be set together with SMTP_URL: messages hold links.');
  return { url, from: { name: oneLine(name.replaceAll('"', '')), address } };
}

/** Without a slash at the end. */
function publicUrlOf(url: string): string | null {
  if (!url) return null;
  const parsed = URL.parse(url);
  if (
    !parsed ||
    !['http:', 'https:'].includes(parsed.protocol) ||
    parsed.search ||
    parsed.hash ||
    parsed.username
  )
    throw new Error(`PUBLIC_URL must be an address such as https://network.example.org, not "${url}".`);
  return (parsed.origin + parsed.pathname).replace(/\/+$/, '');
}
