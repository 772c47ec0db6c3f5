import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ruleForms } from './rule-forms.ts';

const editor = new URL('../../web/src/lib/ui/rulebook/rule-forms.json', import.meta.url);

describe('forms of rules', () => {
  it('are offered by the editor as the engine reads them', () => {
    expect(JSON.parse(readFileSync(editor, 'utf8'))).toEqual(ruleForms());
  });

  it('say what must be there, what may be chosen, and what stands in rows', () => {
    const forms = ruleForms();
    expect(Object.keys(forms)).toHaveLength(21);
    expect(forms['split']).toEqual({
      of: { kind: 'expression', need: true },
      quantum: { kind: 'number' },
      mode: { kind: 'choice', options: 'half_up|half_even|half_down|up|down|floor|ceil' },
      slices: {
        kind: 'rows',
        need: true,
        of: {
          to: { kind: 'text', need: true },
          when: { kind: 'expression' },
          amount: { kind: 'expression' },
          percent: { kind: 'number' },
          remainder: { kind: 'truth' },
        },
      },
    });
    expect(forms['boxes']?.['boxes']?.of?.['boxes']).toEqual({ kind: 'rows', again: true });
    expect(forms['categories']?.['categories']?.of?.['name']).toEqual({ kind: 'map', need: true });
    expect(forms['adjustments']?.['allowed']?.kind).toBe('list');
    expect(forms['election']?.['minimumShare']).toMatchObject({
      kind: 'part',
      of: { share: { kind: 'number', need: true } },
    });
  });
});
