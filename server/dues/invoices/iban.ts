/** International bank account numbers (ISO 13616): form, length by country, and check digits. */
import { remainder } from './reference.ts';

/** How long the IBANs of a country are, as its registry says. */
const LENGTHS: Record<string, number> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 ' +
    'FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 ' +
    'LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 ' +
    'RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((one) => [one.slice(0, 2), Number(one.slice(2))]),
);

/** The IBAN as it was typed, without spaces; or what is wrong with it. */
export function readIban(
  typed: string,
): { iban: string } | { fault: 'iban_form' | 'iban_length' | 'iban_check' } {
  const iban = typed.toUpperCase().replace(/[\s-]/g, '');
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return { fault: 'iban_form' };
  const length = LENGTHS[iban.slice(0, 2)];
  if (length === undefined) return { fault: 'iban_form' };
  if (iban.length !== length) return { fault: 'iban_length' };
  return remainder(iban.slice(4) + iban.slice(0, 4)) === 1 ? { iban } : { fault: 'iban_check' };
}

/** A bank's identifier (BIC, ISO 9362), 8 or 11 signs; null where it has another form. */
export function readBic(typed: string): string | null {
  const bic = typed.toUpperCase().replace(/\s/g, '');
  return /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(bic) ? bic : null;
}
