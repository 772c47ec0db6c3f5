import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium, HOW_TO_GET_CHROMIUM } from './chromium.ts';
import { buildWeb } from './web-build.ts';

/**
 * The whole suite, as `npm test` runs it: checks of the sources two at a time, then the tests on a real
 * PostgreSQL, then the journeys in Chromium. Arguments are filters of test files, and then only those run.
 * The last line alone says the result: N passed, N failed, N skipped.
 */
const ROOT = join(import.meta.dirname, '..');
const WEB = join(ROOT, 'web');
const FILES = { server: '{server,scripts,schema}/**/*.test.ts', journeys: 'web/tests/**/*.journey.ts' };

interface Result {
  ok: boolean;
  output: string;
}

const filters = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
process.on('disconnect', () => stopping.abort());

const results = mkdtempSync(join(tmpdir(), 'ninefold-results-'));
try {
  if (filters.length === 0) await checkSources();
  await runTests('server');
  await runJourneys();
} finally {
  rmSync(results, { recursive: true, force: true });
}
const tried = total.passed + total.failed + total.skipped;
if (tried === 0) console.log(`No test file has ${filters.join(' or ')} in its path.`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 || tried === 0 || stopping.signal.aborted ? 1 : 0);

async function checkSources(): Promise<void> {
  // The types of the pages are written by their build, so their check comes after it; two lanes for two cores.
  const pages = async () => {
    await step('Pages build', build);
    await step('Types of the pages (svelte-check)', checkPages);
  };
  const sources = async () => {
    await step('Style (Biome)', () => run(ROOT, 'biome', ['check', '--error-on-warnings', '.']));
    await step('Catalogues complete', () => run(ROOT, 'node', ['scripts/messages.ts']));
    await step('Generated files current', () => run(ROOT, 'node', ['scripts/generate.ts', '--check']));
    await step('Components (ESLint)', () => run(WEB, 'eslint', ['--max-warnings', '0', '.']));
    await step('Types (tsc)', () => run(ROOT, 'tsc', ['-p', '.']));
  };
  await Promise.all([pages(), sources()]);
}

async function build(): Promise<Result> {
  const output: string[] = [];
  await buildWeb((line) => output.push(line), stopping.signal);
  return { ok: true, output: output.join('\n') };
}

async function checkPages(): Promise<Result> {
  const synced = await run(WEB, 'svelte-kit', ['sync']);
  return synced.ok
    ? run(WEB, 'svelte-check', ['--tsconfig', './tsconfig.json', '--fail-on-warnings'])
    : synced;
}

async function runJourneys(): Promise<void> {
  if (findChromium()) return runTests('journeys');
  const left = filesOf('journeys');
  if (left.length === 0) return;
  total.skipped += left.length;
  console.log(`Left out, because no Chromium was found: ${left.join(', ')}. ${HOW_TO_GET_CHROMIUM}`);
}

function filesOf(project: keyof typeof FILES): string[] {
  const files = globSync([FILES[project], ...(project === 'server' ? ['web/src/**/*.test.ts'] : [])], {
    cwd: ROOT,
  });
  const own = files.filter((file) => !file.includes('node_modules'));
  return own.filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter))).sort();
}

async function runTests(project: keyof typeof FILES): Promise<void> {
  if (filesOf(project).length === 0) return;
  const report = join(results, `${project}.json`);
  const vitest = ['run', '--config', 'server/test/vitest.config.ts', '--project', project];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const name = project === 'server' ? 'Tests on PostgreSQL' : 'Journeys in Chromium';
  await step(
    name,
    () => run(ROOT, 'vitest', [...vitest, ...reporters, ...filters]),
    (result) => count(report, result),
  );
}

/** Adds vitest's numbers; a run that failed without a failed test (a crash, a broken setup) counts as one. */
function count(report: string, result: Result): void {
  let failed = 0;
  try {
    const numbers = JSON.parse(readFileSync(report, 'utf8'));
    failed = numbers.numFailedTests;
    total.passed += numbers.numPassedTests;
    total.skipped += numbers.numPendingTests + numbers.numTodoTests;
  } catch {
    // No report: the run ended before it was written, which counts below.
  }
  total.failed += result.ok ? failed : Math.max(1, failed);
}

function countStep(result: Result): void {
  if (result.ok) total.passed++;
  else total.failed++;
}

async function step(name: string, act: () => Promise<Result>, counted = countStep): Promise<void> {
  if (stopping.signal.aborted) return;
  const begun = performance.now();
  const result = await act().catch((error) => ({ ok: false, output: String(error) }));
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${result.ok ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (!result.ok || filters.length > 0) console.log(result.output.trimEnd());
  counted(result);
}

/** Runs a program of the workspace; its two outputs together, in the order they came. */
async function run(cwd: string, program: string, args: string[]): Promise<Result> {
  const folders = [join(cwd, 'node_modules', '.bin'), join(ROOT, 'node_modules', '.bin'), process.env.PATH];
  const env = { ...process.env, PATH: folders.join(':'), NO_COLOR: '1', FORCE_COLOR: undefined };
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const interrupt = () => child.kill('SIGTERM');
  stopping.signal.addEventListener('abort', interrupt);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  stopping.signal.removeEventListener('abort', interrupt);
  return { ok: code === 0, output };
}
