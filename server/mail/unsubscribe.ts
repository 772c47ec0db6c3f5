import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAIL_TOPICS } from './choices.ts';

/** Signs and checks the links that end messages of a topic. They hold for good and open nothing else. */
export interface Signature {
  sign(person: string, topic: string): string;
  /** Whom and what a link is for; null where its signature is not ours. */
  check(token: string): { person: string; topic: string } | null;
}

export function signature(dataDir: string): Signature {
  const key = mailKey(dataDir);
  const mac = (text: string) => createHmac('sha256', key).update(text).digest();
  return {
    sign: (person, topic) => {
      const text = `${person}.${topic}`;
      return `${text}.${mac(text).toString('base64url')}`;
    },
    check: (token) => {
      const [, person = '', topic = '', given = ''] =
        /^([0-9a-f-]{36})\.([a-z_]{1,40})\.([\w-]{43})$/.exec(token) ?? [];
      if (!MAIL_TOPICS.includes(topic)) return null;
      const proof = Buffer.from(given, 'base64url');
      const expected = mac(`${person}.${topic}`);
      return proof.length === expected.length && timingSafeEqual(proof, expected) ? { person, topic } : null;
    },
  };
}

/** The installation's key, made at the first start and kept in its data folder. */
function mailKey(dataDir: string): Buffer {
  const path = join(dataDir, 'mail-key');
  mkdirSync(dataDir, { recursive: true });
  try {
    return Buffer.from(readFileSync(path, 'utf8'), 'base64url');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const made = randomBytes(32);
    writeFileSync(path, made.toString('base64url'), { mode: 0o600, flag: 'wx' });
    return made;
  }
}
