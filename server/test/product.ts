import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findChromium, HOW_TO_GET_CHROMIUM } from '../../scripts/chromium.ts';
import { startDatabase } from '../../scripts/database.ts';
import { demoSignIns } from '../../scripts/seed.ts';
import './provided.ts';

/** Before the journeys: the whole product as a newcomer starts it, on a database of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const chromium = findChromium();
  if (!chromium) throw new Error(HOW_TO_GET_CHROMIUM);
  const dataDir = mkdtempSync(join(tmpdir(), 'ninefold-journeys-'));
  const database = await startDatabase({ dataDir: join(dataDir, 'database'), ephemeral: true });
  const discard = async () => {
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const product = await startProduct(database.url, dataDir);
    project.provide('baseUrl', product.url);
    project.provide('ownerUrl', database.url);
    project.provide('chromium', chromium);
    project.provide('signIns', await demoSignIns(database.url));
    return async () => {
      await product.stop();
      await discard();
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

async function startProduct(databaseUrl: string, dataDir: string) {
  const env = { ...process.env, DATABASE_URL: databaseUrl, DATA_DIR: dataDir, PORT: '0', HOST: '127.0.0.1' };
  // Vitest marks its own environment as a test's; the product is to run as it does for people.
  const { NODE_ENV: _node, VITEST: _vitest, ...clean } = env as Record<string, string | undefined>;
  const script = join(import.meta.dirname, '..', '..', 'scripts', 'start.ts');
  // The channel ends with this process, and the product with the channel.
  const child = spawn(process.execPath, [script], { env: clean, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { url: await greetedAt(child, ended), stop };
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
