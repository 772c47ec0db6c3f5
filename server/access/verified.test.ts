import { expect, test } from 'vitest';
import { VerifiedBearers } from './verified.ts';

const proven = (session: string, until = Date.now() + 60_000) => ({ session, until });
const never = () => {
  throw new Error('proved again');
};

test('a bearer is proved once, and another one on its own', () => {
  const bearers = new VerifiedBearers();
  expect(bearers.session('a.b.c', () => proven('one'))).toBe('one');
  expect(bearers.session('a.b.c', never)).toBe('one');
  expect(() => bearers.session('a.b.d', never)).toThrow('proved again');
});

test('a bearer that has expired is proved again', () => {
  const bearers = new VerifiedBearers();
  bearers.session('a.b.c', () => proven('one', Date.now() - 1));
  expect(() => bearers.session('a.b.c', never)).toThrow('proved again');
});

test('what failed is not remembered', () => {
  const bearers = new VerifiedBearers();
  expect(() => bearers.session('a.b.c', never)).toThrow('proved again');
  expect(bearers.session('a.b.c', () => proven('one'))).toBe('one');
});

test('memory is bounded: the bearer kept longest goes first', () => {
  const bearers = new VerifiedBearers();
  for (let n = 0; n <= 2000; n++) bearers.session(`bearer ${n}`, () => proven(String(n)));
  expect(() => bearers.session('bearer 0', never)).toThrow('proved again');
  expect(bearers.session('bearer 2000', never)).toBe('2000');
});
