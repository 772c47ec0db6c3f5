import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WANTED } from '../../../../../server/rules/given.ts';
import { type FieldForms, fieldsAt } from './rule-forms.ts';

const root = new URL('../../../../../', import.meta.url).pathname;
const read = (path: string) => readFileSync(root + path, 'utf8');
const LANGUAGES = ['en', 'fr', 'es', 'ar'];
const catalogues = LANGUAGES.map((language) => JSON.parse(read(`web/messages/${language}.json`)));
const wordless = (keys: Iterable<string>) =>
  [...new Set(keys)].filter((key) => catalogues.some((catalogue) => !catalogue[key])).sort();

function* fieldsOf(fields: FieldForms): Generator<[name: string, options: string[]]> {
  for (const [name, field] of Object.entries(fields)) {
    yield [name, field.options?.split('|') ?? []];
    if (field.of) yield* fieldsOf(field.of);
  }
}

const forms = Object.keys(JSON.parse(read('web/src/lib/ui/rulebook/rule-forms.json')));
const fields = forms.flatMap((use) => [...fieldsOf(fieldsAt(use, []) as FieldForms)]);

test('every field of a structured rule, and what may be chosen in it, has words in all languages', () => {
  expect(forms.length).toBeGreaterThan(20);
  expect(wordless(fields.map(([name]) => `rulebook_field_${name}`))).toEqual([]);
  const options = fields.flatMap(([, all]) => all).filter((option) => /[a-z]/.test(option));
  expect(wordless(options.map((option) => `rulebook_option_${option}`))).toEqual([]);
});

test('every fault that the engine can find has a sentence in all languages', () => {
  const sources = globSync('server/rules/{,blocks/}*.ts', { cwd: root }).filter(
    (path) => !/\.test\.ts$|bench\.ts$|testing\.ts$/.test(path),
  );
  const codes = sources.flatMap((path) =>
    [...read(path).matchAll(/(?:RuleError|\bfault)\(\s*'([a-z_]+)'/g)].map(([, code]) => String(code)),
  );
  expect(codes.length).toBeGreaterThan(50);
  const keys = codes.map((code) => (code.startsWith('expression_') ? 'expression' : code));
  expect(wordless(keys.map((key) => `rulebook_fault_${key}`))).toEqual([]);
  expect(wordless(WANTED.map(([, form]) => form.replace('@', 'rulebook_wanted_')))).toEqual([]);
});

test('the English of the engine is shown to readers of English alone', () => {
  const shown = globSync(['web/src/**/*.svelte', 'web/src/**/*.ts'], { cwd: root }).filter(
    (path) =>
      !path.includes('paraglide') &&
      !path.endsWith('operations.ts') &&
      /fault\.reason|\bone\.reason|detail: one\.detail/.test(read(path)),
  );
  expect(shown.filter((path) => /Fault/.test(read(path)))).toEqual([]);
});
