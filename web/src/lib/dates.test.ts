import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, daysBetween, isDate } from './dates.ts';

test('days added are days between', () => {
  fc.assert(
    fc.property(fc.integer({ min: -50_000, max: 50_000 }), (days) => {
      expect(daysBetween('2000-02-29', addDays('2000-02-29', days))).toBe(days);
    }),
  );
});

test.each(['2026-02-29', '2026-13-01', '2026-1-1', '', null, 'today', '2026-01-01T00:00'])(
  '%j is no date',
  (text) => {
    expect(isDate(text)).toBe(false);
  },
);

test('a leap day is a date', () => {
  expect(isDate('2024-02-29')).toBe(true);
});
