import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneAtATime } from './lock.ts';

const ROOT = join(import.meta.dirname, '..');
const WEB = join(ROOT, 'web');
const STAMP = join(WEB, 'build', '.stamp');
const LOCK = join(WEB, 'node_modules', '.ninefold-build');
const SOURCES = [
  'src/**',
  'static/**',
  'messages/**',
  'project.inlang/*.json',
  'package.json',
  'vite.config.ts',
];

/**
 * Builds the pages when what they are built from has changed since the last build. Two who want to build at once share
 * one build. Rejects with vite's words.
 */
export async function buildWeb(log: (line: string) => void, signal: AbortSignal): Promise<void> {
  const stamp = stampOfSources();
  const isCurrent = () => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp;
  if (isCurrent()) return;
  await oneAtATime(LOCK, signal, async () => {
    if (isCurrent()) return;
    log('Building the pages …');
    rmSync(STAMP, { force: true });
    await runVite(signal);
    writeFileSync(STAMP, stamp);
  });
}

function stampOfSources(): string {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'pnpm-lock.yaml')));
  const files = globSync(SOURCES, { cwd: WEB }).filter(
    (file) => !file.startsWith(join('src', 'lib', 'paraglide')),
  );
  for (const file of files.sort()) {
    const path = join(WEB, file);
    if (statSync(path).isFile()) hash.update(`\0${file}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

async function runVite(signal: AbortSignal): Promise<void> {
  const vite = join(WEB, 'node_modules', 'vite', 'bin', 'vite.js');
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = spawn(process.execPath, [vite, 'build'], {
    cwd: WEB,
    env,
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  if (code !== 0) throw new Error(`The pages could not be built:\n${said}`);
}
