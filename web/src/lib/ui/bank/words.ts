import { date, isolated, number } from '#lib/format.ts';
import { money } from '#lib/money.ts';
import { m } from '#lib/paraglide/messages.js';

type Words = ((inputs: Record<string, string>) => string) | undefined;

function wordsOf(prefix: string, name: string, inputs: Record<string, string> = {}): string {
  return (m as unknown as Record<string, Words>)[`${prefix}_${name}`]?.(inputs) ?? name;
}

export const lineState = (state: string) => wordsOf('dues_bank_state', state);
export const fileStage = (stage: string) => wordsOf('dues_bank_stage', stage);
export const tableField = (field: string) => wordsOf('dues_bank_field', field);
export const decisionWords = (kind: string) => wordsOf('dues_bank_decision', kind);
export const proposalWords = (kind: string) => wordsOf('dues_bank_proposal', kind);

export interface Reason {
  code: string;
  value: string | null;
  points: number;
}

/** Why a match is proposed, in the reader's language. */
export function reasonWords(reason: Reason, currency: string): string {
  const value = reason.value ?? '';
  if (reason.code === 'more' || reason.code === 'less') {
    return wordsOf('dues_bank_reason', reason.code, {
      value: isolated(money({ minor: value.replace('-', ''), currency })),
    });
  }
  const shown = /^\d{4}-\d\d-\d\d$/.test(value) ? date(value) : isolated(value);
  return wordsOf('dues_bank_reason', reason.code, { value: shown });
}

/** From 0 to 100, as a share. */
export const confidenceText = (confidence: number) => number(confidence / 100, { style: 'percent' });

/** How a line or file looks beside its word. */
export function toneOf(state: string): string {
  if (['accepted', 'recorded', 'charged', 'done'].includes(state)) return 'good';
  if (['held', 'suspense', 'mapping'].includes(state)) return 'warn';
  return ['returned', 'failed'].includes(state) ? 'bad' : '';
}

/** How sure a proposal is, beside its number. */
export function sureness(confidence: number): string {
  return confidence >= 90 ? 'good' : confidence >= 50 ? 'warn' : '';
}
