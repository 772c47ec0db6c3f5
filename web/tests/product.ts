import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { testDatabase } from '../../server/test/database.ts';

/** Someone who can sign in, as the start greets them. */
interface SignIn {
  office: string;
  email: string;
  password: string;
}

interface Product {
  /** Where it answers, without a slash at the end. */
  url: string;
  /** The owner's connection to its database. */
  ownerUrl: string;
  signIns: SignIn[];
}

/**
 * The whole product as the start script serves it, for this journey file alone: on a copy of the demonstration
 * network that no other file has touched. Vitest loads this before each file and stops the product after it.
 */
export const product = await startProduct();

async function startProduct(): Promise<Product> {
  const database = await testDatabase('demo');
  const dataDir = mkdtempSync(join(tmpdir(), 'ninefold-journey-'));
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    PORT: '0',
    HOST: '127.0.0.1',
  };
  // Vitest marks its own environment as a test's; the product is to run as it does for people.
  const { NODE_ENV: _node, VITEST: _vitest, ...clean } = env as Record<string, string | undefined>;
  const script = join(import.meta.dirname, '..', '..', 'scripts', 'start.ts');
  // The channel ends with this process, and the product with the channel.
  const child = spawn(process.execPath, [script], { env: clean, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  afterAll(async () => {
    child.kill('SIGTERM');
    await ended;
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return { ...(await greeted(child, ended)), ownerUrl: database.url };
}

/** Reads the start's greeting: the address, then a line for each office with who holds it. */
async function greeted(child: ChildProcess, ended: Promise<void>): Promise<Omit<Product, 'ownerUrl'>> {
  let said = '';
  const whole = new Promise<string>((resolve) => {
    const hear = (text: Buffer) => {
      said += text;
      if (/Ninefold is at .*Ctrl-C stops it/s.test(said)) resolve(said);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
  });
  const greeting = await Promise.race([whole, ended]);
  const url = greeting && /Ninefold is at (http\S+)/.exec(greeting)?.[1];
  if (!url) throw new Error(`The product did not start:\n${said}`);
  const lines = greeting.matchAll(/^ {2}([^,\n]+), .* (\S+@\S+) +(\S+) *$/gm);
  const signIns = [...lines].map(([, office = '', email = '', password = '']) => ({
    office,
    email,
    password,
  }));
  return { url, signIns };
}
