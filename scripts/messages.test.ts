import { expect, test } from 'vitest';
import { faultsOf } from './messages.ts';

const plural = (...forms: string[]) => [
  {
    declarations: ['input count', 'local form = count: plural'],
    selectors: ['form'],
    match: Object.fromEntries(forms.map((form) => [`form=${form}`, '{count} members'])),
  },
];

test('catalogues that say the same have no faults', () => {
  const en = { a: 'Hello {name}', b: plural('one', 'other') };
  const ar = { a: 'مرحبا {name}', b: plural('zero', 'one', '*') };
  expect(faultsOf({ en, ar }, [])).toEqual([]);
});

test('what is missing, unknown, empty, out of order or of other inputs is named', () => {
  const en = { a: 'Hello {name}', b: 'Bye', c: 'Now' };
  const fr = { d: 'De trop', b: ' ', a: 'Bonjour {nom}' };
  expect(faultsOf({ en, fr }, ['too_late'])).toEqual([
    'en: refusal_too_late is missing, and the server refuses with "too_late"',
    'fr: c is missing',
    'fr: d is unknown to en',
    'fr: b is empty',
    'fr: a has the inputs {nom}, and en has {name}',
    'fr: the keys are not in alphabetical order',
  ]);
});

test('a language needs all of its own plural forms', () => {
  const faults = faultsOf(
    { en: { a: plural('one', 'other') }, ar: { a: plural('one', 'two', 'other') } },
    [],
  );
  expect(faults).toEqual(['zero', 'few', 'many'].map((form) => `ar: a lacks the plural form "${form}"`));
});
