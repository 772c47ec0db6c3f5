import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, commandFor, openCluster } from './cluster.ts';
import {
  commandLineOf,
  freePort,
  identityOf,
  isRunning,
  type ProcessIdentity,
  waitForEnd,
} from './processes.ts';
import { CannotStart } from './sentence.ts';

const START_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 30_000;
const LOG_LIMIT_BYTES = 10_000_000;

export interface DatabaseOptions {
  /** Folder that holds the cluster, its passwords and its log; made when missing. */
  dataDir: string;
  /** Receives one line per notable event. */
  log?: (line: string) => void;
  /** For tests and benchmarks: trades durability for speed, and lets the owner make databases. */
  ephemeral?: boolean;
  /** A port of one's own choosing instead of a free one. */
  port?: number;
}

export interface Database {
  /** Connection of the role that owns the database `ninefold`; it migrates, and never is a superuser. */
  url: string;
  port: number;
  /** The living process that started this server, when that was another one; then `stop` leaves it running. */
  heldBy: ProcessIdentity | null;
  /** Whether the server's process is there. */
  isRunning(): boolean;
  /** Stops the server (fast: open transactions are rolled back) and waits until it has gone. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded PostgreSQL on a free port of 127.0.0.1, or adopts the server that is already running on
 * the folder. Throws CannotStart, with nothing changed, when the folder cannot be used.
 */
export async function startDatabase(options: DatabaseOptions): Promise<Database> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? (() => {});
  const cluster = await openCluster(dataDir, options.ephemeral ?? false);
  const running = await findRunning(cluster);
  const server = running ?? (await launch(cluster, options.ephemeral ?? false, options.port));
  const holder = readHolder(cluster);
  const heldBy = running && holder && holder.pid !== process.pid && isRunning(holder) ? holder : null;
  if (running && !heldBy) log(`Taking over PostgreSQL, which is still running on port ${running.port}.`);
  if (!heldBy) writeFileSync(holderFile(cluster), JSON.stringify(identityOf(process.pid)));
  return {
    url: ownerUrl(cluster, server.port),
    port: server.port,
    heldBy,
    isRunning: () => identityOf(server.pid) !== null,
    stop: heldBy ? async () => {} : stopper(server.pid),
  };
}

interface Server {
  pid: number;
  port: number;
}

/** The server that runs on this folder, waiting while one is starting or stopping; null when there is none. */
async function findRunning(cluster: Cluster): Promise<Server | null> {
  const deadline = Date.now() + START_PATIENCE_MS;
  for (;;) {
    const state = readPostmaster(cluster);
    if (!state || !identityOf(state.pid)) return null;
    if (!commandLineOf(state.pid).includes(cluster.folder)) {
      // The number was given to another program since: PostgreSQL would take it for a rival and refuse.
      rmSync(join(cluster.folder, 'postmaster.pid'));
      return null;
    }
    if (state.status === 'ready') return state;
    if (Date.now() > deadline) {
      throw new CannotStart(`PostgreSQL (process ${state.pid}) on ${cluster.folder} does not get ready.`);
    }
    await sleep(20);
  }
}

/** Reads postmaster.pid: line 1 is the process, 4 the port, 8 the state. */
function readPostmaster(cluster: Cluster): (Server & { status: string }) | null {
  try {
    const lines = readFileSync(join(cluster.folder, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() ?? '' };
  } catch {
    return null;
  }
}

async function launch(cluster: Cluster, ephemeral: boolean, wanted?: number): Promise<Server> {
  const logFile = join(cluster.dataDir, 'postgres.log');
  if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await freePort());
    const logStart = existsSync(logFile) ? statSync(logFile).size : 0;
    const pid = await launchOn(cluster, port, ephemeral, logFile);
    if (pid) return { pid, port };
    const said = readFileSync(logFile).subarray(logStart).toString('utf8');
    if (attempt < 10 && PASSING.test(said)) {
      await sleep(200);
      continue;
    }
    const reason = said
      .split('\n')
      .filter((line) => /FATAL|PANIC|ERROR|denied/.test(line))
      .at(-1);
    throw new CannotStart(
      `The database in ${cluster.folder} does not start (${reason?.trim() ?? 'it ended without a word'}); see ${logFile}.`,
    );
  }
}

/** Answers the process number once the server is ready, or null when it ended instead. */
async function launchOn(cluster: Cluster, port: number, ephemeral: boolean, logFile: string) {
  const settings = { ...SETTINGS, ...(ephemeral ? EPHEMERAL_SETTINGS : {}), port: String(port) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { program, args, user } = commandFor(cluster, cluster.binaries.postgres, [
    '-D',
    cluster.folder,
    ...flags,
  ]);
  const output = openSync(logFile, 'a', 0o600);
  // Its own process group: Ctrl-C must reach the application first, and the database only after it has drained.
  const stdio = ['ignore' as const, output, output];
  const child = spawn(program, args, { detached: true, cwd: cluster.dataDir, stdio, ...user });
  closeSync(output);
  const ended = new Promise<null>((settle) =>
    child.once('exit', () => settle(null)).once('error', () => settle(null)),
  );
  const abandon = new AbortController();
  const ready = (async () => {
    const deadline = Date.now() + START_PATIENCE_MS;
    while (!abandon.signal.aborted && Date.now() < deadline) {
      const state = readPostmaster(cluster);
      if (state && state.pid === child.pid && state.status === 'ready') return state.pid;
      await sleep(5);
    }
    return null;
  })();
  const pid = await Promise.race([ready, ended]);
  abandon.abort();
  if (!pid) child.kill('SIGINT');
  child.unref();
  return pid;
}

/** Another program took the port just now, or the last processes of a killed server are still going. */
const PASSING = /could not bind|shared memory block .* in use|lock file .* already exists/;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '256MB',
  timezone: 'UTC',
  // Compiling costs more than it saves on statements of milliseconds.
  jit: 'off',
  // The log names errors, never the values that caused them.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

const EPHEMERAL_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

function stopper(pid: number): () => Promise<void> {
  const interrupt = () => {
    try {
      process.kill(pid, 'SIGINT');
    } catch {
      // Already gone: that is what was asked for.
    }
  };
  process.once('exit', interrupt);
  return async () => {
    interrupt();
    process.off('exit', interrupt);
    if (!(await waitForEnd(pid, STOP_PATIENCE_MS))) process.kill(pid, 'SIGQUIT');
  };
}

function ownerUrl(cluster: Cluster, port: number): string {
  return `postgres://ninefold_owner:${cluster.secrets.ownerPassword}@127.0.0.1:${port}/ninefold`;
}

function holderFile(cluster: Cluster): string {
  return join(cluster.dataDir, 'holder.json');
}

function readHolder(cluster: Cluster): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(holderFile(cluster), 'utf8'));
  } catch {
    return null;
  }
}
