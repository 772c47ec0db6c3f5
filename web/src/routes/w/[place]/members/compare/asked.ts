import { isDate, today } from '#lib/dates.ts';
import type { ChangeKind, Structure } from '#lib/operations.ts';

const KINDS: readonly ChangeKind[] = ['joined', 'left', 'moved', 'category', 'standing'];
const STRUCTURES: readonly Structure[] = ['as_was', 'of_from', 'of_until'];

/** The two days that the address names, in their order; a year ago and today where it names none. */
export function daysAsked(search: URLSearchParams): { from: string; until: string } {
  const [until, yearAgo] = [today(), `${Number(today().slice(0, 4)) - 1}${today().slice(4)}`];
  const given = (name: string, otherwise: string) => {
    const day = search.get(name);
    return isDate(day) ? day : otherwise;
  };
  // 29 February has no day a year before.
  const start = yearAgo.endsWith('-02-29') ? yearAgo.replace(/29$/, '28') : yearAgo;
  const [from, to] = [given('from', start), given('until', until)].sort() as [string, string];
  return { from, until: to };
}

/** What of the comparison the address asks for. */
export function partAsked(search: URLSearchParams) {
  return {
    kind: KINDS.find((one) => one === search.get('kind')) ?? null,
    region: search.get('region') || null,
    structure: STRUCTURES.find((one) => one === search.get('structure')) ?? 'as_was',
    after: search.get('after'),
    before: search.get('before'),
  };
}
