import { expect, test } from 'vitest';
import { isSameOrigin, ownPath } from './same-origin.ts';

const url = new URL('http://localhost:3000/sign-in');

test.each([
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '',
  null,
  '/\t/evil.example',
])('going back to %j stays on this site', (asked) => {
  const path = ownPath(asked, url, '/w');
  expect(new URL(path, url).origin).toBe(url.origin);
  expect(path.startsWith('//')).toBe(false);
});

test('a path of this site is kept with its parameters', () => {
  expect(ownPath('/w/cwa?asOf=2020-01-01#gaps', url)).toBe('/w/cwa?asOf=2020-01-01#gaps');
});

test.each([
  ['POST', { origin: 'http://localhost:3000' }, true],
  ['POST', { origin: 'https://evil.example' }, false],
  ['POST', { origin: 'null' }, false],
  ['POST', { 'sec-fetch-site': 'same-origin' }, true],
  ['POST', { 'sec-fetch-site': 'same-site' }, false],
  ['POST', {}, false],
  ['DELETE', { origin: 'http://localhost:3001' }, false],
  ['GET', { origin: 'https://evil.example' }, true],
])('%s with %j: %s', (method, headers, allowed) => {
  expect(isSameOrigin(new Request(url, { method, headers: headers as Record<string, string> }), url)).toBe(
    allowed,
  );
});
