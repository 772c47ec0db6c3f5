import { addMonths, type Day, dayFromText } from '../../rules/values.ts';

export interface Instalment {
  dueOn: string;
  amount: bigint;
}

/**
 * Divides a debt into instalments that sum exactly to it: equal parts in whole minor units, of which the first carry
 * one unit more until nothing is left over. They fall due every so many months from the first day on; in a shorter
 * month on its last day. A debt of fewer units than parts has as many instalments as units.
 */
export function instalmentsOf(
  debt: bigint,
  count: number,
  firstOn: string,
  everyMonths: number,
): Instalment[] {
  const parts = debt < BigInt(count) ? Number(debt) : count;
  if (parts < 1) return [];
  const first = dayFromText(firstOn) as Day;
  const each = debt / BigInt(parts);
  const over = Number(debt % BigInt(parts));
  return Array.from({ length: parts }, (_, index) => ({
    dueOn: addMonths(first, index * everyMonths).toText(),
    amount: each + (index < over ? 1n : 0n),
  }));
}
