import { date, number } from '#lib/format.ts';
import type { DeclarationState } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';

export const DECLARATION_STATES = [
  'awaited',
  'missing',
  'declared',
  'late',
  'corrected',
  'determined',
  'none',
] as const;

/** The words of a declaration's state. */
export function declarationWords(state: DeclarationState): string {
  const words: Record<DeclarationState, () => string> = {
    awaited: m.dues_declaration_awaited,
    missing: m.dues_declaration_missing,
    declared: m.dues_declaration_declared,
    late: m.dues_declaration_late,
    corrected: m.dues_declaration_corrected,
    determined: m.dues_declaration_determined,
    none: m.dues_declaration_none,
  };
  return words[state]();
}

/** The look of a state's tag. */
export function declarationLook(state: DeclarationState): string {
  const looks: Partial<Record<DeclarationState, string>> = {
    missing: 'bad',
    late: 'warn',
    determined: 'warn',
    declared: 'good',
    corrected: 'good',
  };
  return looks[state] ?? '';
}

type Fact = { type: string; unit: string | null; label: { value: string } | null; name: string };

/** A fact as people call it, with a capital: rulebooks write their names as they stand within a sentence. */
export function factLabel(fact: Fact): string {
  const label = fact.label?.value ?? fact.name;
  return label.charAt(0).toLocaleUpperCase() + label.slice(1);
}

/** A figure as people read it: numbers and days in their language. */
export function figureText(fact: Fact | undefined, value: unknown): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'boolean') return value ? m.common_yes() : m.common_no();
  const text = String(value);
  if (fact?.type === 'number' || fact?.type === 'integer') {
    const shown = number(text, { maximumFractionDigits: 20 });
    return isCurrency(fact.unit) ? `${fact.unit}\u00a0${shown}` : shown;
  }
  return fact?.type === 'date' ? date(text) : text;
}

export function isCurrency(unit: string | null): boolean {
  return unit !== null && /^[A-Z]{3}$/.test(unit);
}

/** Oddities that a member confirms; what else is refused must be mended. */
export const ODD = ['figure_changed_much', 'figure_zero'];
