import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TransactionSql } from 'postgres';
import { loadRulebook, type Rulebook } from '../rules/rulebook.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'schema', 'rulebooks');

/** A version of a rulebook, by its number. */
export interface VersionKey {
  rulebook: string;
  version: number;
}

/**
 * Writes the versions of a packaged rulebook that the database does not have yet. What is there stays as it is:
 * assessments and rolls refer to it. Runs as the owner.
 */
export async function storeRulebook(sql: TransactionSql, code: string): Promise<void> {
  const document = JSON.parse(readFileSync(join(FOLDER, `${code}.json`), 'utf8'));
  const { versions, currency } = compiled(code, document).document;
  for (const { version, validFrom, retroactiveFrom } of versions) {
    await sql`insert into rulebook_version (rulebook, version, valid_from, retroactive_from, currency, document)
      values (${code}, ${version}, ${validFrom}, ${retroactiveFrom ?? null}, ${String(currency)}, ${sql.json(document)})
      on conflict do nothing`;
  }
}

/** The version of the network's rulebook that applies on a day, retroactive ones included; null before the first. */
export async function versionOn(sql: TransactionSql, day: string): Promise<VersionKey | null> {
  const [row] = await sql<VersionKey[]>`
    select v.rulebook, v.version from rulebook_version v join network n on n.rulebook = v.rulebook
    where v.effective_from <= ${day}::date order by v.version desc limit 1`;
  return row ?? null;
}

/** Compiled rulebooks by when they were stored: a version's document never changes. */
const compiledVersions = new Map<string, Rulebook>();

/** The rulebook as it was stored under a version. */
export async function rulebookAt(
  sql: TransactionSql,
  { rulebook: code, version }: VersionKey,
): Promise<Rulebook> {
  const [row] = await sql<{ key: string }[]>`
    select concat_ws(' ', rulebook, version, loaded_at) as key from rulebook_version
    where rulebook = ${code} and version = ${version}`;
  const key = String(row?.key);
  const found = compiledVersions.get(key);
  if (found) return found;
  const rulebook = compiled(code, await documentAt(sql, { rulebook: code, version }));
  compiledVersions.set(key, rulebook);
  return rulebook;
}

/** The document as it was stored under a version, uncompiled. */
export async function documentAt(sql: TransactionSql, { rulebook, version }: VersionKey): Promise<unknown> {
  const [stored] = await sql<{ document: unknown }[]>`
    select document from rulebook_version where rulebook = ${rulebook} and version = ${version}`;
  return stored?.document;
}

function compiled(code: string, document: unknown): Rulebook {
  const loaded = loadRulebook(document);
  if (loaded.ok) return loaded.rulebook;
  const [fault] = loaded.faults;
  throw new Error(`the rulebook ${code} has faults: ${fault?.article} ${fault?.place}: ${fault?.reason}`);
}
