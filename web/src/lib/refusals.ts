import { m } from '#lib/paraglide/messages.js';
import { isDate } from './dates.ts';
import { date } from './format.ts';

/** An expected refusal of an act: a code with its words in `refusal_<code>`, and the field it concerns. */
export type Refusal = { code: string; field?: string | null; value?: string | null; reason?: string | null };

/** What an action returns when the act was refused: the reasons, and what was typed, to show it again. */
export type Refused = { refusals: Refusal[]; values: Record<string, string> };

type Words = (inputs: Record<string, string>) => string;

/** The refusal in the reader's language: `refusal_<code>` when the catalogue has it, else the API's own words. */
export function refusalText(refusal: Refusal): string {
  const words = (m as unknown as Record<string, Words | undefined>)[`refusal_${refusal.code}`];
  if (!words) return refusal.reason ?? refusal.code;
  const value = refusal.value ?? '';
  return words({
    value: isDate(value) ? date(value) : value,
    field: refusal.field ?? '',
    reason: refusal.reason ?? '',
  });
}

/** The words at one field, or undefined when it was not refused. */
export function refusalAt(refused: Partial<Refused> | null | undefined, field: string): string | undefined {
  const refusal = refused?.refusals?.find((one) => one.field === field);
  return refusal && refusalText(refusal);
}

/** The refusals that belong to no field shown on the page, for the notice above the form. */
export function otherRefusals(refused: Partial<Refused> | null | undefined, shown: string[] = []): string[] {
  const others = refused?.refusals?.filter((one) => !one.field || !shown.includes(one.field)) ?? [];
  return others.map(refusalText);
}

/** What was typed, by field, so that a refused form comes back filled. Files and passwords are left out. */
export function typed(form: FormData): Record<string, string> {
  const texts = [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts.filter(([name]) => !name.toLowerCase().includes('password')));
}
