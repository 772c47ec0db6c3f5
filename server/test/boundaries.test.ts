import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = new URL('..', import.meta.url).pathname;

/** Imports point down this list: a module may use those before it, never those after. */
const ORDER = [
  'access',
  'network',
  'rules',
  'statutes',
  'membership',
  'dues',
  'programme',
  'standing',
  'representation',
  'partnerships',
  'outreach',
];

/** Files that put the modules together; everything else at the top of server/ knows of no module but access. */
const COMPOSITION = ['app.ts', 'contract.ts', 'main.ts'];

const files = globSync(`${root}**/*.ts`).filter(
  (path) => !path.endsWith('.test.ts') && !path.includes('/test/'),
);

const imports = files.flatMap((path) =>
  [...readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map((match) => ({
    from: relative(root, path),
    to: relative(root, join(dirname(path), String(match[1]))),
  })),
);

const moduleOf = (path: string) => ORDER.indexOf(path.split('/')[0] ?? '');

test('a module imports only from those before it', () => {
  const upward = imports.filter(({ from, to }) => moduleOf(from) >= 0 && moduleOf(to) > moduleOf(from));
  expect(upward.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('what every module stands on knows no module but access', () => {
  const wrong = imports.filter(
    ({ from, to }) => moduleOf(from) < 0 && moduleOf(to) > 0 && !COMPOSITION.includes(from),
  );
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('the rulebook engine is pure: no database, no clock, no network, nothing of the product', () => {
  const engine = imports.filter(({ from, to }) => from.startsWith('rules/') && !to.startsWith('rules/'));
  expect(engine.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  const impure = files
    .filter((path) => path.includes('/rules/') && !/\/(command|bench)\.ts$/.test(path))
    .filter((path) =>
      /from '(node:(fs|net|http|child_process)|postgres|drizzle-orm)|Date\.now\(|new Date\(\)|fetch\(/.test(
        readFileSync(path, 'utf8'),
      ),
    );
  expect(impure.map((path) => relative(root, path))).toEqual([]);
});

test('no barrels, and every file stays readable', () => {
  expect(files.filter((path) => /\/index\.ts$/.test(path))).toEqual([]);
  const long = files.filter(
    (path) => !path.endsWith('/types.ts') && readFileSync(path, 'utf8').split('\n').length > 320,
  );
  expect(long.map((path) => relative(root, path))).toEqual([]);
});
