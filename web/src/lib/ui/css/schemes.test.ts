import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SOURCES = join(import.meta.dirname, '..', '..', '..');
const SCHEME = /prefers-color-scheme|light-dark\(/;

/** The journeys look at a page whole in light colours, and in dark ones at its colours alone: that is what allows it. */
test('the dark scheme gives other values to colours, in one place, and changes nothing else', () => {
  const knowing = globSync('**/*.{css,svelte,ts,html}', { cwd: SOURCES }).filter(
    (file) => !file.endsWith('.test.ts') && SCHEME.test(readFileSync(join(SOURCES, file), 'utf8')),
  );
  expect(knowing).toEqual([join('lib', 'ui', 'css', 'tokens.css')]);
  const dark = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8').split(SCHEME)[1] ?? '';
  const block = dark.slice(dark.indexOf('{', dark.indexOf('{') + 1) + 1, dark.indexOf('}'));
  const lines = block.split('\n').map((line) => line.trim());
  const values = lines.filter((line) => line !== '');
  expect(values.length).toBeGreaterThan(10);
  expect(values.filter((line) => !/^--[a-z\d-]+: #[0-9a-f]{3,8};$/.test(line))).toEqual([]);
});
