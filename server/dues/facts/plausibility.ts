import { Exact, exactFromText } from '../../rules/exact.ts';
import { type Asked, type Figure, isNumber } from './asked.ts';

/** A figure that may be right but looks odd, and is taken when somebody confirms it. */
export interface Oddity {
  code: 'figure_changed_much' | 'figure_zero';
  fact: string;
  /** The figure of the last declaration. */
  before?: string;
}

/** A figure may move by so much from one declaration to the next without a question. */
const USUAL = Exact.of(1, 5);

/** What looks odd about figures beside those of the last declaration: more than a fifth up or down; a first figure of 0. */
export function odditiesOf(
  asked: Asked[],
  figures: Record<string, Figure | null>,
  before: Record<string, unknown>,
): Oddity[] {
  return asked.flatMap(({ name, declaration }): Oddity[] => {
    const now = isNumber(declaration) ? exactFromText(String(figures[name] ?? '')) : null;
    if (!now) return [];
    const last = exactFromText(String(before[name] ?? ''));
    if (!last) return now.isZero() ? [{ code: 'figure_zero', fact: name }] : [];
    const change = now.sub(last).abs();
    return change.cmp(last.abs().mul(USUAL)) > 0
      ? [{ code: 'figure_changed_much', fact: name, before: last.toText() }]
      : [];
  });
}
