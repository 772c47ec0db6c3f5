import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBic, readIban } from './iban.ts';
import { inGroups, readReference, rfReference } from './reference.ts';

const BODY = fc.stringMatching(/^[A-Z0-9]{1,21}$/);

/** Modulo 97 as the standard describes it, by one large number. */
function checksByStandard(text: string): boolean {
  const moved = text.slice(4) + text.slice(0, 4);
  const digits = [...moved].map((sign) => String(Number.parseInt(sign, 36))).join('');
  return BigInt(digits) % 97n === 1n;
}

test('references known from elsewhere', () => {
  expect(rfReference('539007547034')).toBe('RF18539007547034');
  expect(readReference('rf18 5390 0754 7034')).toBe('RF18539007547034');
  expect(inGroups('RF18539007547034')).toBe('RF18 5390 0754 7034');
});

test('every reference checks, is read in any writing, and stays within 25 signs', () => {
  fc.assert(
    fc.property(BODY, (body) => {
      const reference = rfReference(body);
      expect(reference).toMatch(/^RF\d{2}[A-Z0-9]{1,21}$/);
      expect(checksByStandard(reference)).toBe(true);
      expect(readReference(inGroups(reference).toLowerCase())).toBe(reference);
    }),
  );
});

test('one wrong digit, and two neighbours in the wrong order, are found', () => {
  const number = fc.tuple(fc.stringMatching(/^[A-Z]{0,6}$/), fc.stringMatching(/^\d{2,14}$/));
  fc.assert(
    fc.property(number, fc.nat(20), fc.constantFrom(...'0123456789'), ([prefix, digits], nth, digit) => {
      const reference = rfReference(prefix + digits);
      const at = 4 + prefix.length + (nth % (digits.length - 1));
      const wrong = reference.slice(0, at) + digit + reference.slice(at + 1);
      const swapped =
        reference.slice(0, at) + reference.charAt(at + 1) + reference.charAt(at) + reference.slice(at + 2);
      for (const one of [wrong, swapped])
        expect(readReference(one)).toBe(one === reference ? reference : null);
    }),
  );
});

test('what is no reference is not read', () => {
  for (const text of ['', 'RF', 'RF18', 'RF00539007547034', 'RF185390075470341234567890', 'INV-2026-000001'])
    expect(readReference(text)).toBeNull();
  expect(() => rfReference('')).toThrow();
  expect(() => rfReference('A'.repeat(22))).toThrow();
});

test('IBANs are checked by form, length and check digits', () => {
  expect(readIban('be68 5390 0754 7034')).toEqual({ iban: 'BE68539007547034' });
  expect(readIban('GB82 WEST 1234 5698 7654 32')).toEqual({ iban: 'GB82WEST12345698765432' });
  expect(readIban('BE68539007547035')).toEqual({ fault: 'iban_check' });
  expect(readIban('BE6853900754703')).toEqual({ fault: 'iban_length' });
  expect(readIban('ZZ68539007547034')).toEqual({ fault: 'iban_form' });
  expect(readIban('539007547034')).toEqual({ fault: 'iban_form' });
  expect([readBic('deutdeff'), readBic('DEUTDEFF500'), readBic('DEUT')]).toEqual([
    'DEUTDEFF',
    'DEUTDEFF500',
    null,
  ]);
});

test('one wrong digit of an IBAN is always found', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 15 }), fc.constantFrom(...'0123456789'), (at, digit) => {
      const wrong = `BE68539007547034`.slice(0, at) + digit + `BE68539007547034`.slice(at + 1);
      if (wrong !== 'BE68539007547034') expect(readIban(wrong)).toEqual({ fault: 'iban_check' });
    }),
  );
});
