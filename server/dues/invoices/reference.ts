/** The creditor reference of a payment (ISO 11649): `RF`, two check digits, and up to 21 letters and digits. */

/** The reference for a text of letters and digits, e.g. an invoice's number without its dashes. */
export function rfReference(text: string): string {
  const body = text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  if (!/^[A-Z0-9]{1,21}$/.test(body)) throw new Error(`no reference can be made of "${text}"`);
  const check = 98 - remainder(`${body}RF00`);
  return `RF${String(check).padStart(2, '0')}${body}`;
}

/** The reference as it was typed or read from a bank's file, without spaces; null where its check digits are wrong. */
export function readReference(typed: string): string | null {
  const text = typed.toUpperCase().replace(/[\s-]/g, '');
  if (!/^RF\d{2}[A-Z0-9]{1,21}$/.test(text)) return null;
  return remainder(text.slice(4) + text.slice(0, 4)) === 1 ? text : null;
}

/** In groups of four, as people read and type it. */
export function inGroups(text: string): string {
  return text.replace(/(.{4})(?=.)/g, '$1 ');
}

/** Modulo 97 of a text in which A is 10 and Z is 35 (ISO 7064), as for an IBAN. */
export function remainder(text: string): number {
  let rest = 0;
  for (const sign of text) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
