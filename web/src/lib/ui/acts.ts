import { refusalText } from '#lib/refusals.ts';

/** What may be done with a thing, as the API says it. */
export type ActLike = { name: string; allowed: boolean; reason?: string | null };

/** Why an act cannot be done now, in words for its disabled button; null when it can. */
export function reasonAgainst(acts: readonly ActLike[], name: string): string | null {
  const act = acts.find((one) => one.name === name);
  return act?.allowed ? null : refusalText({ code: act?.reason ?? 'forbidden' });
}
