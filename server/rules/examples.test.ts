/** The worked examples of the format's documentation, and the invented federations of patterns/, are run as they stand. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assess, evaluateExpression, type Loaded, loadRulebook } from './rulebook.ts';
import { toJson } from './values.ts';

const folder = new URL('../../schema/rulebooks/', import.meta.url);
const text = readFileSync(new URL('README.md', folder), 'utf8');
const blocks = [...text.matchAll(/```(json rulebook|text results)\n([\s\S]*?)```/g)].map(
  ([, kind, body]) => ({ kind, body: body as string }),
);

/** `fee {facts} => "450" on 2024-03-31 known on 2024-04-01`: an article or an expression, and what it gives. */
function check(code: string, loaded: Loaded, lines: readonly string[]): void {
  it(`${code} has no faults`, () => expect(loaded.ok ? [] : loaded.faults).toEqual([]));
  it(`${code} shows results`, () => expect(lines.length).toBeGreaterThan(0));
  for (const line of lines) {
    it(`${code}: ${line.slice(0, 200)}`, () => {
      if (!loaded.ok) throw new Error('refused');
      const [, expression = '', facts = '', result = '', asOf = '2025-01-01', knownOn] =
        /^(.+?) (\{.*\}) => (.+?)(?: on (\d{4}-\d\d-\d\d))?(?: known on (\d{4}-\d\d-\d\d))?$/.exec(line) ??
        [];
      const options = knownOn ? { asOf, knownOn } : { asOf };
      const found = /^\w+$/.test(expression)
        ? assess(loaded.rulebook, JSON.parse(facts), options)(expression)
        : evaluateExpression(loaded.rulebook, expression, JSON.parse(facts), options);
      expect(found.ok ? toJson(found.result) : found.faults).toEqual(JSON.parse(result));
    });
  }
}

describe('worked examples of the documentation', () => {
  blocks.forEach(({ kind, body }, i) => {
    if (kind !== 'json rulebook') return;
    const document = JSON.parse(body);
    const results = blocks[i + 1]?.kind === 'text results' ? (blocks[i + 1]?.body ?? '') : '';
    check(document.code, loadRulebook(document), results.trim().split('\n'));
  });
});

describe('invented federations of many kinds', () => {
  const patterns = new URL('patterns/', folder);
  const files = readdirSync(patterns).filter((file) => file.endsWith('.json'));
  it('are a dozen', () => expect(files.length).toBeGreaterThanOrEqual(12));
  for (const file of files) {
    const document = JSON.parse(readFileSync(new URL(file, patterns), 'utf8'));
    const results = readFileSync(new URL(file.replace('.json', '.results.txt'), patterns), 'utf8');
    check(document.code, loadRulebook(document), results.trim().split('\n'));
  }
});
