import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', 'server', 'web/src', 'scripts'],
  { cwd: root, encoding: 'utf8' },
)
  .split('\n')
  .filter((path) => /\.(ts|svelte|mjs|js)$/.test(path) && !/\.test\.ts$|\/test\/|paraglide/.test(path));

/** Lines of the product's source that match, as `file: line`, but for files that may. */
function found(pattern: RegExp, where: RegExp, but: RegExp = /^$/): string[] {
  return files
    .filter((path) => where.test(path) && !but.test(path))
    .flatMap((path) => {
      let text: string;
      try {
        text = readFileSync(join(root, path), 'utf8');
      } catch {
        return []; // removed, not yet committed
      }
      return text
        .split('\n')
        .filter((line) => pattern.test(line))
        .map((line) => `${path}: ${line.trim()}`);
    });
}

test('sec-24: only the compiler of selections sends text as SQL', () => {
  const sent = found(
    /\.unsafe\s*[(<]|sql\.raw\(|sql\.identifier\(/,
    /^server\//,
    /^server\/reading\/read\.ts$/,
  );
  // A condition that shapes and acts share, over an alias named in code.
  // And the figures of the books, which pages and files share: their values are bound beside the text.
  // And a standing's name in a comparison, over columns named in code.
  const known =
    /unsafe\(stateOf\('\w+'\)\)|unsafe\(statement\(scope, at\.kind === 'region'\), |unsafe\(standingOr\('x', '\w+', '\w+', 'x\.locale'\)\)/;
  expect(sent.filter((line) => !known.test(line))).toEqual([]);
});

test('sec-24: what was asked never stands in the text of a statement: shapes only bind it', () => {
  const pasted = found(
    /\$\{\s*(?:q|scope)\.(?:form|inputs)\b|\$\{[^}]*\bvariables\b/,
    /^server\/.*shapes.*\.ts$/,
  );
  expect(pasted).toEqual([]);
});

test('sec-30: no page writes HTML of its own making', () => {
  expect(
    found(
      /\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(/,
      /^web\/src\//,
    ),
  ).toEqual([]);
});

test('sec-27: the server asks nobody but itself', () => {
  expect(found(/\bfetch\(|http\.request\(|https\.request\(|from 'undici'|from 'axios'/, /^server\//)).toEqual(
    [],
  );
  expect(
    found(
      /(?<![\w.])fetch\(/,
      /^web\/src\/(lib\/server|routes\/.*\.server\.ts|hooks)/,
      /^web\/src\/lib\/server\/api-(request|files)\.ts$/,
    ),
  ).toEqual([]);
});

test('sec-10: nothing that decides looks at this machine’s clock', () => {
  // A bearer's five minutes are signed and checked by one process; a founding year is only looked at for slips.
  // What the matrix arranges decides nothing.
  const known = /^server\/(access\/(bearer|verified)\.ts|membership\/entry\.ts|.*\/matrix-rules\.ts)$/;
  const decides = found(/Date\.now\(\)|new Date\(\)/, /^server\//, known);
  expect(decides).toEqual([]);
});
