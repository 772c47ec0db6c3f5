import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalOf, decimalsOf, major, minorOf, wholeOf } from './amount.ts';

const currencies = fc.constantFrom('EUR', 'XOF', 'TND', 'CLF', 'IDR');

test('an amount is exact at any size and reads back as itself in every language', () => {
  const locales = fc.constantFrom('en', 'fr', 'es', 'ar');
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), currencies, locales, (minor, currency, locale) => {
      const places = decimalsOf(currency);
      const format = new Intl.NumberFormat(locale, {
        minimumFractionDigits: places,
        maximumFractionDigits: places,
      });
      const shown = format.format(major({ minor, currency }) as Intl.StringNumericLiteral);
      expect(minorOf(shown, currency, locale)).toBe(minor.toString());
    }),
  );
});

test.each([
  ['1 234,50', 'EUR', 'fr', '123450'],
  ['1,234.50', 'EUR', 'en', '123450'],
  ['1.234,5', 'EUR', 'es', '123450'],
  ['١٢٣٤٫٥', 'EUR', 'ar', '123450'],
  ['1,234', 'EUR', 'en', '123400'],
  ['1.234', 'EUR', 'es', '123400'],
  ['1234', 'XOF', 'fr', '1234'],
  ['-7', 'EUR', 'en', '-700'],
  ['1.234', 'TND', 'en', '1234'],
])('%s %s in %s is %s', (typed, currency, locale, minor) => {
  expect(minorOf(typed, currency, locale)).toBe(minor);
});

test.each(['', 'abc', '1,23,4', '12.345', '1.2.3', '1e5', '--1', '.', '0x10'])('%j is no amount', (typed) => {
  expect(minorOf(typed, 'EUR', 'en')).toBeNull();
});

test('a number is read as its writer’s language has it', () => {
  expect(decimalOf('1,234', 'en')).toBe('1234');
  expect(decimalOf('1,234', 'fr')).toBe('1.234');
  expect(decimalOf('1 234,5', 'fr')).toBe('1234.5');
  expect(decimalOf('١٢٣٤٫٥', 'ar')).toBe('1234.5');
  expect(decimalOf('-12.50', 'es')).toBe('-12.50');
  expect(decimalOf('twelve', 'en')).toBeNull();
});

test.each([
  ['2026', 2026],
  [' ٢٠٢٦ ', 2026],
  ['۱۹۹۰', 1990],
  ['-3', -3],
  ['', null],
  ['2,026', null],
  ['1.5', null],
  ['99999999999', null],
  ['the first', null],
])('a whole number is read as it is typed: %s', (typed, number) => {
  expect(wholeOf(typed)).toBe(number);
});
