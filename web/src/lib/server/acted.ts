import { fail, redirect } from '@sveltejs/kit';
import { type Refusal, typed } from '#lib/refusals.ts';

/** After an act: its refusals back to the form that was sent, or on to the page that shows what was done. */
export function acted(payload: { refusals: Refusal[] }, form: FormData, act: string, onTo: string) {
  if (payload.refusals.length > 0) return fail(422, { refusals: payload.refusals, values: typed(form), act });
  redirect(303, onTo);
}

/** A field's text without outer blanks; null when nothing was typed. */
export function textOrNull(form: FormData, name: string): string | null {
  const value = form.get(name);
  return (typeof value === 'string' && value.trim()) || null;
}
