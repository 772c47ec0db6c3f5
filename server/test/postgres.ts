import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startDatabase } from '../../scripts/database.ts';
import { migrate } from '../../scripts/migrate.ts';
import './provided.ts';

/** Before a run: one PostgreSQL for all its test files, with a migrated database to copy. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ninefold-test-'));
  const database = await startDatabase({ dataDir, ephemeral: true });
  const discard = async () => {
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await migrate(database.url);
  } catch (error) {
    await discard();
    throw error;
  }
  project.provide('templateUrl', database.url);
  project.provide('postgresLog', join(dataDir, 'postgres.log'));
  return discard;
}
