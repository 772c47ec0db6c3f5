import { describe, expect, it } from 'vitest';
import { BOUNDS, parseExpression, printExpression } from './expression.ts';
import { RuleError } from './faults.ts';
import { evaluateExpression } from './rulebook.ts';
import { expressionResult, faultsOf, loadedOf } from './testing.ts';

/** Attempts to reach the machine, prototypes, globals or the parser's own powers, or to take endless time. */
const HOSTILE = [
  'constructor("return process")()',
  'constructor.constructor("return process")()',
  '__proto__',
  '__proto__.polluted',
  'members.__proto__',
  'members["constructor"]',
  'members.constructor',
  'toString()',
  'valueOf()',
  'hasOwnProperty("a")',
  'prototype',
  'this',
  'globalThis',
  'process',
  'process.exit(1)',
  'require("fs")',
  'import("fs")',
  'import({a: 1})',
  'import(members)',
  'eval("1")',
  'evaluate("1")',
  'parse("1")',
  'compile("1")',
  'parser()',
  'createUnit("x")',
  'config({})',
  'typed("f", {})',
  'chain(3)',
  'reviver("a", 1)',
  'simplify("x")',
  'derivative("x", "x")',
  'resolve(1)',
  'help("import")',
  'Function("return 1")()',
  'fetch("http://localhost")',
  'setTimeout(1, 2)',
  'console.log(1)',
  'Object.keys(members)',
  'a = 1',
  'members = 0',
  'f(x) = x',
  'x => x',
  '(x) => x',
  '{a: 1}',
  '{__proto__: 1}',
  '[1, 2]',
  '[1, 2][1]',
  '1:10',
  '1; 2',
  'a; b; c',
  '1\n2',
  "'a' + 'b'",
  '`a`',
  '$1',
  '# comment',
  '/* x */',
  '2 m',
  '5 cm to inch',
  '5%',
  '3!',
  "a'",
  'a | b',
  'a & b',
  '~a',
  '1 << 100',
  '2 ** 9',
  'a ?? b',
  'a?.b',
  '@x',
  '\\x61',
  '\u0000',
  'ⅷ',
  'é',
  '１２',
  '1e9',
  '1E400',
  '0x1F',
  '0b11',
  'Infinity',
  'NaN',
  'undefined',
  'pi',
  'e',
  'i',
  'sqrt(2)',
  'sin(1)',
  'random()',
  'now()',
  'version',
  'null + 1',
  'true + 1',
  '9^9^9^9',
  '2^201',
  '10^200^200',
  '(10^200)^200',
  '0^(0-1)',
  '1 / 0',
  'range(1, 1000000)',
  'sum(range(1, 10001))',
  'item(list(1), 0)',
  'floor_root(0-1, 2)',
  'pow(2, 1/2)',
  'date("2024-02-30")',
  'date_of(2024, 13, 1)',
  'add_years(date("2024-01-01"), 9999)',
  'sum(range(1, 10000), sum(range(1, 10000), sum(range(1, 10000), it)))',
  `${'('.repeat(50)}1${')'.repeat(50)}`,
  `${'-'.repeat(500)}1`,
  `${'not '.repeat(300)}true`,
  '1?'.repeat(100),
  `${'1+'.repeat(500)}1`,
  'a'.repeat(3000),
  `${'min('.repeat(60)}1${')'.repeat(60)}`,
  `${'2^'.repeat(60)}2`,
  'own(members)',
  'peer(members)',
  'as_if(1, 2, 3)',
  'at(members, 1)',
  'get(members, "constructor")',
  'get(record("a", 1), "__proto__")',
  'get(record("__proto__", 1), "toString")',
  'if(1, 2, 3)',
  'members(1)',
  'article_1()',
  'decimal(1, 1000000)',
  'join()',
  "''()",
  '()',
  'not()',
  'round()',
  'peer()',
  'get(1)',
  'if(true)',
  'sum()',
  '',
  '   ',
];

describe('hostile expressions', () => {
  it('are at least sixty', () => expect(new Set(HOSTILE).size).toBeGreaterThanOrEqual(60));

  const rulebook = loadedOf({ members: { type: 'integer' } }, [{ rule: '1' }]);
  for (const text of HOSTILE) {
    it(`refuses ${JSON.stringify(text.slice(0, 50))}`, () => {
      const found = evaluateExpression(rulebook, text, { members: 3 }, { asOf: '2025-01-01' });
      expect(found.ok).toBe(false);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    });
  }

  it('refuses by bound, whatever the order of the text', () => {
    const at = (text: string) => {
      try {
        return parseExpression(text).kind;
      } catch (error) {
        return error instanceof RuleError ? error.code : 'other';
      }
    };
    expect(at('1'.padEnd(BOUNDS.characters + 1))).toBe('expression_too_long');
    expect(at('1'.padEnd(BOUNDS.characters))).toBe('value');
    expect(at(`${'('.repeat(BOUNDS.depth + 1)}1${')'.repeat(BOUNDS.depth + 1)}`)).toBe('expression_too_deep');
    expect(at(`${'('.repeat(BOUNDS.depth)}1${')'.repeat(BOUNDS.depth)}`)).toBe('value');
    expect(at(`1${'+1'.repeat(119)}`)).toBe('call');
    expect(at(`1${'+1'.repeat(130)}`)).toBe('expression_too_deep');
    expect(
      at(
        `max(${Array(BOUNDS.nodes - 1)
          .fill('1')
          .join(',')})`,
      ),
    ).toBe('call');
    expect(at(`max(${Array(BOUNDS.nodes).fill('1').join(',')})`)).toBe('expression_too_large');
    expect(at(`${'-'.repeat(BOUNDS.depth)}1`)).toBe('call');
    expect(at(`${'-'.repeat(BOUNDS.depth + 1)}1`)).toBe('expression_too_deep');
    expect(at(' ')).toBe('expression_empty');
    expect(at('a b')).toBe('expression_implicit');
    expect(at('1 2')).toBe('expression_syntax');
    expect(at('a mod b')).toBe('expression_operator');
    expect(at('(1')).toBe('expression_syntax');
    expect(at('NaN')).toBe('expression_constant');
    expect(at('1:2')).toBe('expression_form');
  });
});

describe('the static check', () => {
  it.each(
    HOSTILE.filter(
      (text) =>
        !/^(own|get\(record|range|sum\(range|item|floor_root|pow|date|add_years|decimal|2\^|10\^|0\^|9\^|\(10)/.test(
          text,
        ),
    ),
  )('also refuses %j', (text) => {
    expect(faultsOf({ members: { type: 'integer' } }, [{ rule: text, key: 'asked' }]).length).toBeGreaterThan(
      0,
    );
  });
});

describe('printing', () => {
  it.each([
    ['1+2*3', '1 + (2 * 3)'],
    ['(1+2)*3', '(1 + 2) * 3'],
    ['a<b<=c', '(a < b) and (b <= c)'],
    ['not(a)', 'not (a)'],
    ['-(a+b)', '-(a + b)'],
    ['a ? 1 : 2', 'if(a, 1, 2)'],
    ['+a', 'a'],
    ["f('x', 0.5, none, true)", "f('x', 0.5, null, true)"],
  ])('%s is shown as %s', (text, shown) => expect(printExpression(parseExpression(text))).toBe(shown));
});

describe('computing', () => {
  it.each([
    ['1/3 + 1/6', '0.5'],
    ['1/3', '1/3'],
    ['2 - 5', '-3'],
    ['2 * 0.1', '0.2'],
    ['7 / 2', '3.5'],
    ['2^10', '1024'],
    ['2^(0-1)', '0.5'],
    ['-(2)', '-2'],
    ['1 < 2', true],
    ['2 < 2', false],
    ['2 <= 2', true],
    ['3 <= 2', false],
    ['3 > 2', true],
    ['2 > 2', false],
    ['2 >= 2', true],
    ['1 >= 2', false],
    ['1 == 1', true],
    ['1 == 2', false],
    ['1 != 2', true],
    ['1 != 1', false],
    ["'a' == 'a'", true],
    ["'a' == 'b'", false],
    ["'1' == 1", false],
    ['true and false', false],
    ['true and true', true],
    ['false and 1/0 > 1', false],
    ['true or 1/0 > 1', true],
    ['false or true', true],
    ['false or false', false],
    ['true xor true', false],
    ['true xor false', true],
    ['not (true)', false],
    ['if(true, 1, 1/0)', '1'],
    ['if(false, 1/0, 2)', '2'],
    ['if(false, 1, true, 2, 3)', '2'],
    ['if(false, 1, false, 2, 3)', '3'],
    ['1 < 2 <= 2', true],
    ['1 < 3 <= 2', false],
    ['none == none', true],
    ["date('2024-01-01') < date('2024-01-02')", true],
    ["date('2024-01-02') == date('2024-01-02')", true],
    ["date('2024-01-01') < 3", 'refused: not_a_number'],
    ['1 + none', 'refused: not_a_number'],
    ["if('a', 1, 2)", 'refused: not_a_condition'],
    ['1/0', 'refused: division_by_zero'],
    ['unknown', 'refused: unknown_name'],
    ['unknown(1)', 'refused: unknown_function'],
    ['list(1, 2) == list(1, 2)', true],
    ['list(1, 2) == list(1)', false],
    ["record('a', 1) == record('a', 1)", true],
    ["record('a', 1) == record('a', 2)", false],
    ["record('a', 1) == record('b', 1)", false],
    ['true == true', true],
    ['list(1) == 1', false],
    ["record('a', 1) == list(1)", false],
  ])('%s gives %j', (text, value) => expect(expressionResult(text as string)).toBe(value));
});
