// The one file that any Node from 18 on can run: it installs what is pinned, then hands over to the pinned Node.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const PNPM = 'pnpm@12.21.0';
const NEEDED_NODE = 24;
const TARGETS = ['start', 'test', 'bench', 'migrate', 'seed', 'generate', 'rules', 'restore'];

const [target, ...rest] = process.argv.slice(2);
if (!TARGETS.includes(target)) fail(`boot.mjs runs one of: ${TARGETS.join(', ')}.`);
// npm passes what follows "--"; a second "--" is a habit of other package managers.
const args = rest[0] === '--' ? rest.slice(1) : rest;
/** Tells the process under way to end; from a terminal it hears Ctrl-C twice, and has to bear that. */
let forward = () => {};
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => forward(signal));
await installWhatIsPinned();
await handOver(pinnedNode(), join(ROOT, 'scripts', `${target}.ts`));

async function installWhatIsPinned() {
  const stampFile = join(ROOT, 'node_modules', '.boot-stamp');
  const stamp = stampOfPins();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  // Standard output belongs to the target alone.
  console.error('Installing the pinned dependencies (the first time this takes about half a minute) …');
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
  const args = ['-y', PNPM, 'install', '--frozen-lockfile', '--prefer-offline'];
  const env = { ...process.env, CI: 'true' };
  const said = [];
  // A group of its own, to be ended whole: npx does not pass signals on to what it runs.
  const options = { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] };
  const { code, error, signal } = await run(npx, args, options, (text) => said.push(text));
  if (error) fail(`npx, which comes with npm, could not be run (${error.message}).`);
  if (signal) process.exit(1);
  if (code !== 0) fail(`${said.join('')}\nThe pinned dependencies could not be installed.`);
  writeFileSync(stampFile, stamp);
}

function stampOfPins() {
  const hash = createHash('sha256');
  const patches = join(ROOT, 'scripts', 'patches');
  const patchFiles = existsSync(patches)
    ? readdirSync(patches)
        .sort()
        .map((name) => join(patches, name))
    : [];
  for (const file of [join(ROOT, 'pnpm-lock.yaml'), join(ROOT, 'pnpm-workspace.yaml'), ...patchFiles]) {
    hash.update(readFileSync(file));
  }
  // Another platform needs other binaries.
  return hash.update(`${process.platform}-${process.arch}-${PNPM}`).digest('hex');
}

function pinnedNode() {
  const pinned = join(ROOT, 'node_modules', '.bin', 'node');
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_NODE) return process.execPath;
  return fail(
    `Node ${NEEDED_NODE} or later is needed on ${process.platform}-${process.arch}; this is ${process.versions.node}.`,
  );
}

async function handOver(node, script) {
  if (!existsSync(script)) fail(`${script} is missing.`);
  const env = { ...process.env, NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'compile') };
  // The channel tells the target when this process was killed and cannot forward anything any more.
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  const { code, error, signal } = await run(node, [script, ...args], { cwd: ROOT, env, stdio });
  if (error) fail(`${node} could not be run (${error.message}).`);
  process.exit(code ?? (signal === 'SIGKILL' ? 137 : 1));
}

function run(program, parameters, options, hear) {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, options);
    forward = (signal) => (options.detached ? process.kill(-child.pid, signal) : child.kill(signal));
    for (const output of [child.stdout, child.stderr]) output?.on('data', hear);
    child.on('error', (error) => resolve({ error }));
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
