import type { Refusal } from '#lib/refusals.ts';

/** So many parts can be typed at once; what is left open is no part. */
export const ROWS = 5;

export interface TypedPart {
  /** The row of the form. */
  index: number;
  member: number;
  /** In minor units. */
  minor: string;
  /** Of the dues that it is for, where somebody says so. */
  year: number | null;
}

/** The parts that the form says, or what is wrong with them, each at its field. */
export function partsOf(
  form: FormData,
  amountOf: (text: string) => string | null,
): { refusals: Refusal[]; parts: TypedPart[] } {
  const refusals: Refusal[] = [];
  const parts: TypedPart[] = [];
  for (let index = 0; index < ROWS; index++) {
    const text = (name: string) => String(form.get(`${name}:${index}`) ?? '').trim();
    if (!text('member') && !text('amount')) continue;
    const member = memberOf(text('member'));
    const minor = amountOf(text('amount'));
    const year = text('year') ? Number(text('year')) : null;
    if (member === null)
      refusals.push({ code: 'member_unknown', field: `member:${index}`, value: text('member') });
    if (minor === null)
      refusals.push({ code: 'amount_invalid', field: `amount:${index}`, value: text('amount') });
    if (member !== null && minor !== null) parts.push({ index, member, minor, year });
  }
  if (parts.length === 0 && refusals.length === 0) refusals.push({ code: 'required', field: 'member:0' });
  return { refusals, parts };
}

/** The list offers `Name (107)`; the number alone will do. */
function memberOf(text: string): number | null {
  const found = /\((\d+)\)$/.exec(text) ?? /^(\d+)$/.exec(text);
  return found ? Number(found[1]) : null;
}
