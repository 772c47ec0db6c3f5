import { inflateSync } from 'node:zlib';
import { extractText, getDocumentProxy } from 'unpdf';
import { describe, expect, test } from 'vitest';
import type { ArticleTrace } from '../rules/trace.ts';
import { whyOf } from '../statutes/why.ts';
import { type Block, renderDocument } from './blocks.ts';
import { date, digits, isolated, money, number, year } from './formats.ts';
import { LOCALES, localeOf, say } from './words.ts';

/** Everything that Typst reads as markup, code, a path or a label somewhere. */
const HOSTILE = [
  '#panic("x")',
  '#read("/etc/passwd")',
  '$x^2$ *bold* _it_ `raw` = Heading',
  '<label> @reference \\ // comment /* more */',
  '#{ while true {} }',
  '"] #image("letter.typ") [',
  '\\u{41} ~ --- -- ... \' "',
];

const WHY: ArticleTrace = {
  no: '5',
  key: 'dues',
  title: {
    en: 'Dues of a member',
    fr: 'Cotisation d’un membre',
    es: 'Cuota de un miembro',
    ar: 'اشتراك العضو',
  },
  version: 2,
  validFrom: '2024-01-01',
  adoptedBy: { body: 'Committee', resolution: 'D-2023-04' },
  value: '3400',
  steps: [
    {
      expression: 'base * factor',
      value: '3412.5',
      steps: [
        { expression: 'category', value: 'A', fact: { name: 'category', source: 'register' } },
        {
          expression: 'income_group',
          value: 'UM',
          fact: { name: 'income_group', asOf: '2026-01-01', fallback: 'set' },
        },
      ],
    },
    { expression: 'round half_up to 100', value: '3400' },
  ],
};

async function textOf(pdf: Uint8Array): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true });
  return text.replace(/[\u2066-\u2069\u200e\u200f]/g, '');
}

const render = (blocks: Block[], locale = localeOf('en')) =>
  renderDocument({ title: 'Receipt 2026-000112', network: 'The network', blocks }, locale);

/** The objects of a PDF as text, streams of objects opened. */
function objectsOf(pdf: Uint8Array): string {
  const raw = Buffer.from(pdf).toString('latin1');
  const opened = [...raw.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(([, body]) => {
    try {
      return inflateSync(Buffer.from(String(body), 'latin1')).toString('latin1');
    } catch {
      return '';
    }
  });
  return raw + opened.join('\n');
}

describe('a document', () => {
  test.each(LOCALES)('in %s is a tagged PDF/UA in its language, with its fonts in it', async (locale) => {
    const pdf = await render([{ kind: 'paragraph', text: say(locale, 'dues_invented_note') }], locale);
    const objects = objectsOf(pdf);
    expect(objects.startsWith('%PDF-1.7')).toBe(true);
    expect(objects).toContain(`/Lang (${locale})`);
    expect(objects).toMatch(/\/MarkInfo\s*<<\s*\/Marked true/);
    expect(objects).toMatch(/pdfuaid:part(>|=")1/);
    expect(objects).toMatch(/\/FontFile2/);
    expect(objects).toContain(locale === 'ar' ? 'NotoSansArabic' : 'NotoSans');
  });

  test('shows hostile values as they are', async () => {
    const pdf = await render([
      { kind: 'heading', text: HOSTILE[0] ?? '' },
      { kind: 'address', lines: HOSTILE },
      { kind: 'facts', rows: HOSTILE.map((one) => [one, one]) },
      {
        kind: 'table',
        columns: HOSTILE.map((label) => ({ label, numeric: false })),
        rows: [HOSTILE],
        foot: [HOSTILE],
      },
    ]);
    const shown = (await textOf(pdf)).replace(/\s+/g, '');
    for (const one of HOSTILE) expect(shown).toContain(one.replace(/\s+/g, ''));
  });

  test('runs over pages that are numbered', async () => {
    const rows = Array.from({ length: 120 }, (_, n) => [`Line ${n}`, '1.00']);
    const columns = [
      { label: 'What', numeric: false },
      { label: 'Amount', numeric: true },
    ];
    const text = await textOf(await render([{ kind: 'table', columns, rows }]));
    expect(text).toContain('Page 1 of 4');
    expect(text).toContain('Page 4 of 4');
    expect(text).toContain('Line 119');
  });

  test('has the same bytes for the same data', async () => {
    const once = await render([{ kind: 'paragraph', text: 'x' }]);
    expect(Buffer.from(await render([{ kind: 'paragraph', text: 'x' }])).equals(Buffer.from(once))).toBe(
      true,
    );
  });

  test('shows a calculation with its articles, facts and sources', async () => {
    const trace = whyOf('fr', WHY);
    const text = await textOf(await render([{ kind: 'why', trace: trace as never }], 'fr'));
    for (const part of ['Cotisation d’un membre', 'D-2023-04', 'base * factor', '3412,5', 'UM'])
      expect(text).toContain(part);
    expect(text).toContain(say('fr', 'dues_fact_income_group'));
    expect(text).toContain(say('fr', 'rulebook_source_register'));
  });
});

test('what is no calculation has no steps', () => {
  expect(whyOf('en', null)).toBeNull();
  expect(whyOf('en', { by: 'hand' })).toBeNull();
});

test('amounts, numbers and dates follow the language, exact at any size', () => {
  expect(money('en', 900719925474099325n, 'USD')).toBe('USD\u00a09,007,199,254,740,993.25');
  expect(money('fr', '-123450', 'EUR')).toMatch(/^-1\u202f234,50\u00a0EUR$/);
  expect(money('es', 5000n, 'JPY')).toBe('5000\u00a0JPY');
  expect(number('fr', '0.125', { maximumFractionDigits: 20 })).toBe('0,125');
  expect([year('en', 2026), date('es', '2026-03-01')]).toEqual(['2026', '1 de marzo de 2026']);
  expect(digits('en')).toEqual([...'0123456789']);
  expect(isolated('a')).toBe('\u2068a\u2069');
});

test('messages take their inputs and their plural forms', () => {
  expect(say('en', 'dues_article', { no: '5' })).toBe('Article 5');
  expect(say('en', 'dues_members_assessed', { count: 1, shown: '1' })).toBe('1 member');
  expect(say('en', 'dues_members_assessed', { count: 2, shown: '2' })).toBe('2 members');
  expect(say('ar', 'dues_members_assessed', { count: 3, shown: '3' })).not.toBe(
    say('ar', 'dues_members_assessed', { count: 100, shown: '3' }),
  );
  expect(() => say('en', 'no_such_key')).toThrow('no_such_key');
  expect([localeOf('ar'), localeOf('de'), localeOf(null)]).toEqual(['ar', 'en', 'en']);
});
