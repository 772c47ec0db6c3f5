import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand, USAGE } from './command.ts';
import { documentOf } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const facts = {
  members: { type: 'integer', min: 0 },
  active: { type: 'boolean', fallback: [{ value: true }] },
  peers: { type: 'list', optional: true, of: { type: 'record', fields: { members: { type: 'integer' } } } },
};
const book = file(
  'book.json',
  documentOf(facts, [
    { no: '7', key: 'fee', kind: 'dues', unit: 'EUR', rule: 'if(active, members * 2.5, 0)' },
    { key: 'share', kind: 'dues', rule: 'ratio(members, sum(peers, members), 0)' },
    { key: 'year_now', rule: 'year(as_of)' },
  ]),
);
const broken = file('broken.json', documentOf({}, [{ no: '9', rule: 'missing' }]));
const run = (...words: string[]) => runCommand(words, '2025-05-05');
const json = (...words: string[]) => JSON.parse(run(...words).output);

describe('evaluate', () => {
  it('takes facts bare or wrapped, one article or all', () => {
    const bare = file('bare.json', { members: 3 });
    expect(json('evaluate', book, bare, '--article', 'fee')).toMatchObject({
      asOf: '2025-05-05',
      ok: true,
      result: '7.5',
      unit: 'EUR',
      article: { no: '7', key: 'fee', version: 1 },
      version: 1,
      trace: { steps: [{ value: '7.5' }] },
    });
    expect(json('evaluate', book, bare)).toMatchObject({
      ok: true,
      results: { fee: { result: '7.5' }, share: { ok: false }, year_now: { result: '2025' } },
    });
    const wrapped = file('wrapped.json', {
      asOf: '2020-01-01',
      article: 'fee',
      facts: { members: 4, active: false },
    });
    expect(json('evaluate', book, wrapped)).toMatchObject({ asOf: '2020-01-01', result: '0' });
    expect(json('evaluate', book, wrapped, '--as-of=2021-02-03', '--article', 'year_now')).toMatchObject({
      asOf: '2021-02-03',
      result: '2021',
    });
    const several = file('several.json', { articles: ['7', 'year_now'], facts: { members: 1 } });
    expect(json('evaluate', book, several)).toMatchObject({
      ok: true,
      results: { 7: { result: '2.5' }, year_now: { result: '2025' } },
    });
    expect(run('evaluate', book, bare).failed).toBe(false);
  });

  it('fails with faults as data', () => {
    const bad = file('bad.json', { members: 'x' });
    expect(json('evaluate', book, bad, '--article', 'fee')).toMatchObject({
      ok: false,
      faults: [{ code: 'fact_type', fact: 'members', article: '7' }],
    });
    expect(run('evaluate', book, bad, '--article', 'fee').failed).toBe(true);
    expect(
      run('evaluate', book, file('some.json', { articles: ['fee', 'nothing'], facts: { members: 1 } }))
        .failed,
    ).toBe(true);
    expect(json('evaluate', broken, bad)).toMatchObject({
      ok: false,
      faults: [{ code: 'unknown_name', article: '9' }],
    });
    expect(json('evaluate', book, join(folder, 'absent.json'))).toMatchObject({
      ok: false,
      faults: [{ code: 'unreadable' }],
    });
    expect(json('evaluate', file('text.json', '{'), bad).faults[0].reason).toContain('is not JSON');
    expect(json('evaluate', book, bad, '--as-of', 'soon').faults[0].reason).toContain("'soon' is not a day");
    expect(json('evaluate', book, bad, '--known-on', 'soon').faults[0].reason).toContain(
      "'soon' is not a day",
    );
    expect(
      json(
        'evaluate',
        book,
        file('one.json', { members: 1 }),
        '--article',
        'fee',
        '--known-on',
        '1999-01-01',
      ),
    ).toMatchObject({ ok: false });
  });
});

describe('check', () => {
  it('prints every fault with its article', () => {
    expect(run('check', book)).toEqual({
      output: `${book}: no faults (3 articles, 1 version(s))`,
      failed: false,
    });
    expect(run('check', broken)).toEqual({
      output: `${broken}: article 9 (version 1), rule: 'missing' is neither a fact, a step nor an article in force [unknown_name]\n1 fault(s): the rulebook is refused`,
      failed: true,
    });
    expect(json('check', book, '--json')).toEqual({ ok: true });
    expect([run('check', book, '--json').failed, run('check', broken, '--json').failed]).toEqual([
      false,
      true,
    ]);
    expect(json('check', broken, '--json')).toMatchObject({ ok: false, faults: [{ article: '9' }] });
    expect(run('check', file('empty.json', {})).output).toContain('document, format:');
  });

  it('shows how it is used', () => {
    for (const words of [[], ['check'], ['evaluate', book], ['simulate', book], ['judge', book]])
      expect(run(...words)).toEqual({ output: USAGE, failed: true });
  });
});

describe('simulate', () => {
  it('prints a line a member and the total', () => {
    const csv = file('m.csv', '\uFEFFmember,members,active\nTogo,10,yes\n"Chad, north",4,no\n,2,\n');
    expect(run('simulate', book, csv)).toEqual({
      output: 'Togo\t25\nChad, north\t0\nline 4\t5\ntotal\t30',
      failed: false,
    });
    expect(run('simulate', book, csv, '--article', 'share', '--list', 'peers').output).toBe(
      'Togo\t0.625\nChad, north\t0.25\nline 4\t0.125\ntotal\t1',
    );
    expect(run('simulate', book, csv, '--article', 'year_now', '--as-of', '2030-01-01').output).toContain(
      'total\t6090',
    );
  });

  it('names the facts that counted otherwise, also those of other articles', () => {
    const capped = file(
      'capped.json',
      documentOf(
        { members: { type: 'integer', cap: 5 }, rate: { type: 'number', fallback: [{ value: 2 }] } },
        [
          { key: 'size', rule: 'members' },
          { key: 'fee', kind: 'dues', rule: 'size * rate + 0 * members' },
        ],
      ),
    );
    const csv = file('c.csv', 'id,members,rate\na,9,1\nb,4,\n');
    expect(run('simulate', capped, csv).output).toBe('a\t5\t(members: capped)\nb\t8\ntotal\t13');
  });

  it('names the members refused', () => {
    const csv = file('r.csv', 'id,members\na,1\nb,x\n');
    expect(run('simulate', book, csv)).toEqual({
      output:
        "a\t2.5\nb\trefused: the fact 'members' is not an exact number (write decimals with many digits as text)\ntotal\t2.5\t(1 refused)",
      failed: true,
    });
    expect(run('simulate', broken, csv)).toMatchObject({ failed: true });
    expect(run('simulate', file('nodues.json', documentOf({}, [{ rule: '1' }])), csv).output).toContain(
      'name one with --article',
    );
  });
});
