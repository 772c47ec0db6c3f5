import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partsOf } from './statement-parts.ts';

const next = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
const day = fc
  .integer({ min: 0, max: 1500 })
  .map((n) => new Date(Date.UTC(2020, 0, 1) + n * 86_400_000).toISOString().slice(0, 10));

test('the parts of a statement follow each other, hold every line once, and fit but for a single day', () => {
  fc.assert(
    fc.property(
      fc.array(day, { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 1, max: 40 }),
      (days, most) => {
        const sorted = [...days].sort();
        const period = { from: '2019-11-05', until: '2024-03-20' };
        const parts = partsOf(sorted, period, most);
        expect(parts[0]?.from).toBe(period.from);
        expect(parts.at(-1)?.until).toBe(period.until);
        parts.slice(1).forEach(({ from }, index) => {
          expect(from).toBe(next(String(parts[index]?.until)));
        });
        for (const { from, until, lines } of parts) {
          expect(lines).toBe(sorted.filter((one) => one >= from && one <= until).length);
          const own = new Set(sorted.filter((one) => one >= from && one <= until));
          if (own.size > 1) expect(lines).toBeLessThanOrEqual(most);
        }
      },
    ),
  );
});

test('a long statement comes by year, a long year by month', () => {
  const days = [
    ...Array(3).fill('2020-05-01'),
    ...Array(2).fill('2021-02-03'),
    ...Array(3).fill('2021-07-09'),
  ];
  expect(partsOf(days, { from: '2020-02-01', until: '2021-12-31' }, 4)).toEqual([
    { from: '2020-02-01', until: '2020-12-31', lines: 3 },
    { from: '2021-01-01', until: '2021-06-30', lines: 2 },
    { from: '2021-07-01', until: '2021-12-31', lines: 3 },
  ]);
  expect(partsOf(days, { from: '2020-02-01', until: '2021-12-31' })).toHaveLength(1);
});
