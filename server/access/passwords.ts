import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { Fault } from '../errors.ts';

/** OWASP's setting for argon2id: 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 };
const RUNNING_AT_ONCE = 4;
const WAITING_AT_MOST = 20;

let running = 0;
const waiting: (() => void)[] = [];

/** The PHC string that is kept of a password. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await derive(password, salt, COST);
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${plain(salt)}$${plain(tag)}`;
}

/**
 * Whether the password is the one that was hashed. Without a hash the same work is done for nothing, so that
 * an unknown address takes as long as a wrong password.
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash ?? NOBODYS_HASH);
  if (!match) throw new Error('unknown password hash');
  const [, memory, passes, parallelism, salt, tag] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const kept = Buffer.from(tag, 'base64');
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const made = await derive(password, Buffer.from(salt, 'base64'), cost);
  return timingSafeEqual(made, kept) && hash !== null;
}

const NOBODYS_HASH = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${plain(randomBytes(16))}$${plain(randomBytes(32))}`;

function plain(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

async function derive(password: string, nonce: Buffer, cost: typeof COST): Promise<Buffer> {
  await enter();
  try {
    return await new Promise((resolve, reject) => {
      const message = password.normalize('NFC');
      argon2('argon2id', { ...cost, message, nonce, tagLength: 32 }, (error, tag) =>
        error ? reject(error) : resolve(tag),
      );
    });
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

/** A flood of sign-ins may not take the machine from everybody else: few run, some wait, the rest are told to come back. */
async function enter(): Promise<void> {
  if (running >= RUNNING_AT_ONCE) {
    if (waiting.length >= WAITING_AT_MOST) throw new Fault('UNAVAILABLE', 'sign_in_busy');
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  running += 1;
}
