/** The worked examples of the format's documentation are run as they stand. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assess, evaluateExpression, loadRulebook } from './rulebook.ts';
import { toJson } from './values.ts';

const text = readFileSync(new URL('../../schema/rulebooks/README.md', import.meta.url), 'utf8');
const blocks = [...text.matchAll(/```(json rulebook|text results)\n([\s\S]*?)```/g)].map(
  ([, kind, body]) => ({ kind, body: body as string }),
);

describe('worked examples of the documentation', () => {
  blocks.forEach(({ kind, body }, i) => {
    if (kind !== 'json rulebook') return;
    const document = JSON.parse(body);
    const loaded = loadRulebook(document);
    it(`${document.code} has no faults`, () => expect(loaded.ok ? [] : loaded.faults).toEqual([]));
    const lines = blocks[i + 1]?.kind === 'text results' ? blocks[i + 1]?.body.trim().split('\n') : [];
    it(`${document.code} shows results`, () => expect(lines?.length).toBeGreaterThan(0));
    for (const line of lines ?? []) {
      it(`${document.code}: ${line}`, () => {
        if (!loaded.ok) throw new Error('refused');
        const [, expression = '', facts = '', result = '', asOf = '2025-01-01', knownOn] =
          /^(.+?) (\{.*\}) => (.+?)(?: on (\d{4}-\d\d-\d\d))?(?: known on (\d{4}-\d\d-\d\d))?$/.exec(line) ??
          [];
        const found = /^\w+$/.test(expression)
          ? assess(loaded.rulebook, JSON.parse(facts), knownOn ? { asOf, knownOn } : { asOf })(expression)
          : evaluateExpression(loaded.rulebook, expression, JSON.parse(facts), { asOf });
        expect(found.ok ? toJson(found.result) : found.faults).toEqual(JSON.parse(result));
      });
    }
  });
});
