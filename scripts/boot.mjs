// The one file that any Node from 18 on can run: it installs what is pinned, then hands over to the pinned Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const PNPM = 'pnpm@12.21.0';
const NEEDED_NODE = 24;
const TARGETS = ['start', 'test', 'bench', 'migrate', 'seed', 'generate', 'rules'];

const [target, ...rest] = process.argv.slice(2);
if (!TARGETS.includes(target)) fail(`boot.mjs runs one of: ${TARGETS.join(', ')}.`);
// npm passes what follows "--"; a second "--" is a habit of other package managers.
const args = rest[0] === '--' ? rest.slice(1) : rest;
installWhatIsPinned();
handOver(pinnedNode(), join(ROOT, 'scripts', `${target}.ts`));

function installWhatIsPinned() {
  const stampFile = join(ROOT, 'node_modules', '.boot-stamp');
  const stamp = stampOfPins();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  // Standard output belongs to the target alone.
  console.error('Installing the pinned dependencies (the first time this takes about half a minute) …');
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
  const args = ['-y', PNPM, 'install', '--frozen-lockfile', '--prefer-offline'];
  const done = spawnSync(npx, args, { cwd: ROOT, env: { ...process.env, CI: 'true' }, encoding: 'utf8' });
  if (done.error) fail(`npx, which comes with npm, could not be run (${done.error.message}).`);
  if (done.status !== 0)
    fail(`${done.stdout}${done.stderr}\nThe pinned dependencies could not be installed.`);
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
  // Another platform, or another C library, needs other binaries.
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

function handOver(node, script) {
  if (!existsSync(script)) fail(`${script} is missing.`);
  const env = { ...process.env, NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'compile') };
  const child = spawn(node, [script, ...args], { cwd: ROOT, env, stdio: 'inherit' });
  child.on('error', (error) => fail(`${node} could not be run (${error.message}).`));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    // Ctrl-C reaches the child from the terminal too; hearing it twice must not cut its orderly stop short.
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGKILL' ? 137 : 1)));
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
