import type { RequestEvent } from '@sveltejs/kit';
import { decimalOf } from '#lib/amount.ts';
import { FactsAsked } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';

/** The figures of a form, numbers as plain text. What is no number goes as it was typed: the API says so at its field. */
export async function figuresOf(event: RequestEvent, form: FormData, year: number) {
  const { factsAsked } = await read(event, FactsAsked, { year });
  return factsAsked.map(({ name, type }) => {
    const typed = String(form.get(name) ?? '').trim();
    const isNumber = type === 'number' || type === 'integer';
    const value = typed && isNumber ? (decimalOf(typed, event.locals.locale) ?? typed) : typed;
    return { fact: name, value: value || null };
  });
}
