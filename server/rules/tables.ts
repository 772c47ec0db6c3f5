/** Tables: cells by one or more keys. Every combination of the keys' known values must have a cell. */

import { Expr } from './expr.ts';
import type { CellTree, FactDeclaration, TableDocument } from './format.ts';
import { quoted } from './given.ts';

type Key = TableDocument['keys'][number];

/** Known values of a key: its own list, or those of the fact it names. */
export function tableKeyValues(
  key: Key | undefined,
  facts: ReadonlyMap<string, FactDeclaration>,
): readonly string[] | undefined {
  if (key === undefined) return undefined;
  if (typeof key === 'object') return key.values;
  const fact = facts.get(key);
  return fact?.type === 'boolean' ? ['true', 'false'] : fact?.values;
}

export function tableFaults(
  table: TableDocument,
  facts: ReadonlyMap<string, FactDeclaration>,
): { code: string; place: string; reason: string }[] {
  const faults: { code: string; place: string; reason: string }[] = [];
  table.keys.forEach((key, i) => {
    if (typeof key === 'string' && !facts.has(key))
      faults.push({
        code: 'unknown_name',
        place: `.keys[${i}]`,
        reason: `'${key}' is not a fact: name a fact, or give the key's name and values`,
      });
  });
  checkLevel(table, facts, table.cells, [], faults);
  return faults;
}

function checkLevel(
  table: TableDocument,
  facts: ReadonlyMap<string, FactDeclaration>,
  at: CellTree | undefined,
  path: readonly string[],
  faults: { code: string; place: string; reason: string }[],
): void {
  const place = `.cells${path.map((key) => `['${key}']`).join('')}`;
  const leaf = at === null || at instanceof Expr;
  if (path.length === table.keys.length) {
    if (at === undefined) faults.push({ code: 'missing_cell', place, reason: `no cell for ${quoted(path)}` });
    else if (!leaf)
      faults.push({
        code: 'table_depth',
        place,
        reason: `the table has ${table.keys.length} keys, but this cell holds more`,
      });
    return;
  }
  if (at === undefined || leaf) {
    faults.push({
      code: 'missing_cell',
      place,
      reason: path.length === 0 ? 'no cells' : `no cells for ${quoted(path)}`,
    });
    return;
  }
  const tree = at as Record<string, CellTree>;
  const known = tableKeyValues(table.keys[path.length], facts);
  for (const key of known ?? Object.keys(tree))
    checkLevel(table, facts, Object.hasOwn(tree, key) ? tree[key] : undefined, [...path, key], faults);
  for (const key of known ? Object.keys(tree) : []) {
    if (!known?.includes(key))
      faults.push({
        code: 'unknown_key',
        place: `${place}['${key}']`,
        reason: `'${key}' is not a value of this key`,
      });
  }
}
