import { m } from '#lib/paraglide/messages.js';
import forms from './rule-forms.json';

/** One field of a structured rule: what stands in it, whether it must, what may be chosen, the fields of its rows. */
export type FieldForm = {
  kind: string;
  need?: boolean;
  options?: string;
  of?: FieldForms;
  again?: boolean;
};
export type FieldForms = Record<string, FieldForm>;

const FORMS = forms as Record<string, FieldForms>;

/** Fields that nearly every rule of a form has, besides those that it must have: they are always shown. */
const USUAL: Record<string, readonly string[]> = {
  apportion: ['budget'],
  decision: ['ballots', 'choice', 'ratio'],
  election: ['votes'],
  quorum: ['present', 'of', 'ratio'],
  split: ['percent'],
};

/** The forms that a rule can take, in the reader's language. */
export function formOptions(): { value: string; label: string }[] {
  const words = m as unknown as Record<string, (() => string) | undefined>;
  return Object.keys(FORMS)
    .map((use) => ({ value: use, label: words[`rulebook_form_of_${use}`]?.() ?? use }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** A rule of this form with its fields still empty; the empty text, an expression, for no form. */
export function begunRule(use: string): unknown {
  const fields = FORMS[use];
  return fields ? { use, ...begun(fields) } : '';
}

/** The fields of the part of a rule at a place such as `rule`, `conditions`, `@0`; null where they are free. */
export function fieldsAt(use: string, path: readonly string[]): FieldForms | null {
  let fields: FieldForms | null = FORMS[use] ?? null;
  for (const part of path) {
    if (part.startsWith('@')) continue;
    const field: FieldForm | undefined = fields?.[part];
    if (!field?.again) fields = field?.of ?? null;
  }
  return fields;
}

/** A new row at a place: its fields still empty. Null where the rows are no parts of a known form. */
export function begunRow(use: string, path: readonly string[]): unknown {
  const fields = fieldsAt(use, path);
  return fields && begun(fields);
}

/** The first value of a field that is added. */
export function begunField(field: FieldForm, fields: FieldForms): unknown {
  const inner = field.again ? fields : (field.of ?? {});
  if (field.kind === 'rows') return [begun(inner)];
  if (field.kind === 'part') return begun(inner);
  if (field.kind === 'list') return [''];
  if (field.kind === 'map') return { en: '' };
  return field.kind === 'truth' ? true : (field.options?.split('|')[0] ?? '');
}

function begun(fields: FieldForms): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]) => field.need)
      .map(([name, field]) => [name, begunField(field, fields)]),
  );
}

/** The fields of a part that are shown, in their order, and those that can be added. */
export function shownFields(
  use: string,
  fields: FieldForms,
  part: Record<string, unknown>,
): { shown: string[]; missing: string[] } {
  const known = Object.keys(fields);
  const always = (name: string) => name in part || fields[name]?.need || USUAL[use]?.includes(name);
  return {
    shown: [...known.filter(always), ...Object.keys(part).filter((name) => !known.includes(name))],
    missing: known.filter((name) => !always(name)),
  };
}
