import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { demoSignIns, type SignIn } from '../../scripts/seed.ts';
import { testDatabase } from '../../server/test/database.ts';

interface Product {
  /** Where it answers, without a slash at the end. */
  url: string;
  /** The owner's connection to its database. */
  ownerUrl: string;
  /** Who can sign in to the demonstration network, as the start greets them. */
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
  const [url, signIns] = await Promise.all([greetedAt(child, ended), demoSignIns(database.url)]);
  return { url, ownerUrl: database.url, signIns };
}

async function greetedAt(child: ChildProcess, ended: Promise<void>): Promise<string> {
  let said = '';
  const greeted = new Promise<string>((resolve) => {
    const hear = (text: Buffer) => {
      said += text;
      const url = /Ninefold is at (http\S+)/.exec(said)?.[1];
      if (url) resolve(url);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
  });
  const url = await Promise.race([greeted, ended]);
  if (!url) throw new Error(`The product did not start:\n${said}`);
  return url;
}
