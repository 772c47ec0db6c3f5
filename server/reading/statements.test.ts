import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DocumentNode, isEnumType, Kind, parse, type TypeNode } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWire, type Wire } from '../../scripts/bench/wire.ts';
import { type Api, buildApi } from '../app.ts';
import { configure } from '../config.ts';
import { type Database, openDatabase } from '../database.ts';
import { testDatabase } from '../test/database.ts';
import { loadWorld } from '../test/world.ts';

const operations: Record<string, string> = JSON.parse(
  readFileSync(new URL('../../schema/operations.json', import.meta.url), 'utf8'),
);
const queries = Object.entries(operations)
  .map(([id, text]) => ({ id, document: parse(text) }))
  .filter(({ document }) => operationOf(document).operation === 'query');

let own: Awaited<ReturnType<typeof testDatabase>>;
let wire: Wire;
let database: Database;
let api: Api;
const dataDir = mkdtempSync(join(tmpdir(), 'ninefold-statements-'));

beforeAll(async () => {
  own = await testDatabase();
  await loadWorld(own.url);
  wire = await openWire(own.url);
  const config = configure({ databaseUrl: wire.url, dataDir, webBuild: null, pool: 1, logLevel: 'silent' });
  database = openDatabase(wire.url, config.pool);
  api = await buildApi(config, database);
});
afterAll(async () => {
  await api.app.close();
  await database.close();
  await wire.close();
  await own.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

test.each(
  queries.map(({ id, document }) => [operationOf(document).name?.value ?? id, id, document] as const),
)('the query %s is one statement', async (_name, id, document) => {
  const send = () =>
    api.app.inject({ method: 'POST', url: '/graphql', payload: { id, variables: variablesOf(document) } });
  // The first time a connection opens, and the statement is prepared.
  const first = await send();
  expect(first.json().errors).toBeUndefined();
  wire.taken();
  expect((await send()).json()).toEqual(first.json());
  expect(wire.taken()).toBe(1);
});

function operationOf(document: DocumentNode) {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error('a document without an operation');
  return operation;
}

/** A value for every variable that must have one; which rows there are does not matter to the count. */
function variablesOf(document: DocumentNode): Record<string, unknown> {
  const needed = (operationOf(document).variableDefinitions ?? []).filter(
    ({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && !defaultValue,
  );
  return Object.fromEntries(needed.map(({ variable, type }) => [variable.name.value, aValueOf(type)]));
}

function aValueOf(type: TypeNode): unknown {
  if (type.kind === Kind.NON_NULL_TYPE) return aValueOf(type.type);
  if (type.kind === Kind.LIST_TYPE) return [];
  const named = api.schema.getType(type.name.value);
  if (isEnumType(named)) return named.getValues()[0]?.name;
  if (type.name.value in VALUES) return VALUES[type.name.value];
  throw new Error(`no value for a ${type.name.value}`);
}

const VALUES: Record<string, unknown> = {
  Int: 11,
  String: 'EAST',
  ID: '00000000-0000-7000-8000-000000000000',
  Date: '2024-01-01',
  Boolean: false,
};
