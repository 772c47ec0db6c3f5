import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { givenIn, namedIn } from './given.ts';

it.each([
  ["the fact 'category' 'Z' is not one of 'A', 'B'", ['category', 'Z', 'A', 'B']],
  ["the fact 'members' is not a whole number", ['members', '@whole_number']],
  ["the fact 'joined' is not a day such as 2024-01-01", ['joined', '@day']],
  ["the fact 'income' of 2020-01-01 is older than 400 days", ['income', '2020-01-01', '400']],
  ["the table 'yearly' has no cell for 'member's own'", ['yearly', "member's own"]],
  ['no row holds the numbers between 1/3 and -2.5', ['1/3', '-2.5']],
  ['division by zero', []],
  ["'x' stands twice, and 'x' again", ['x']],
])('%s names %j', (reason, given) => {
  expect(givenIn(reason)).toEqual(given);
});

it('names an article and what it lacks in no language', () => {
  expect(namedIn([{ article: '4.1', reason: "the fact 'joined' is missing" }])).toBe('4.1 (joined)');
  expect(namedIn([{ article: '', reason: 'division by zero' }], '3')).toBe('3');
});

it('every reason of the engine quotes what it does not count: names that rules and facts give', () => {
  const sources = globSync(['server/rules/*.ts', 'server/rules/blocks/*.ts']).filter(
    (path) => !/\.test\.ts$|bench\.ts$|testing\.ts$|command\.ts$/.test(path),
  );
  const reasons = sources.flatMap((path) =>
    [
      ...readFileSync(path, 'utf8').matchAll(
        /(?:RuleError|\bfault|refused)\(\s*'[a-z_]+',(?:\s*'[a-z_]+',)?\s*`([^`]*)`|reason: `([^`]*)`/g,
      ),
    ].map(([, one, other]) => String(one ?? other)),
  );
  expect(reasons.length).toBeGreaterThan(50);
  const bare = reasons.flatMap((reason) =>
    [...reason.replace(/'\$\{[^}]*\}[^']*'/g, '').matchAll(/\$\{([^}]*(?:\{[^}]*\}[^}]*)*)\}/g)].map(
      ([, hole]) => hole,
    ),
  );
  expect(bare.filter((hole) => !COUNTED.test(String(hole))).sort()).toEqual([]);
});

/** Holes that give a number or a day, a value told as one, or a reason of the same kind. */
const COUNTED =
  /toText\(|\.length|edgeText|describe\(|quoted\(|\bi\b|LIMITS\.|BOUNDS\.|LEVELS|SEATS|AT_MOST|\bmin\b|\bmax\b|known\.m|\blow\b|\bhigh\b|version|\.no$|round$|more$|maxAgeDays|asOf|reason|both|wanted|what/;
