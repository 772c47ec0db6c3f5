/** An expression inside a rulebook document, with what the static check must know about its place. */
import { z } from 'zod';
import { exactFromJson } from './exact.ts';
import { type Node, parseExpression } from './expression.ts';
import type { Kind, Type } from './types.ts';

export interface ExprPlace {
  /** Kind of value that is needed here. */
  readonly expects: Kind;
  /** Computed per element of the list given by this other field of the same rule. */
  readonly each?: string;
  /** Extra names that stand here. */
  readonly names?: Readonly<Record<string, Type>>;
}

export class Expr {
  readonly text: string;
  readonly place: ExprPlace;

  private tree: Node | undefined;

  constructor(text: string, place: ExprPlace) {
    this.text = text;
    this.place = place;
  }

  /** The parsed expression. Throws RuleError `expression_*`. */
  get node(): Node {
    this.tree ??= parseExpression(this.text);
    return this.tree;
  }
}

/** Schema of a field that holds an expression; a plain JSON number or true/false is one too. */
export function expression(expects: Kind, rest: Omit<ExprPlace, 'expects'> = {}) {
  const place = { expects, ...rest };
  return z
    .union([z.string(), z.number(), z.boolean()])
    .transform((given, context) => {
      if (typeof given !== 'number') return new Expr(String(given), place);
      const exact = exactFromJson(given);
      if (!exact)
        context.addIssue({
          code: 'custom',
          message: 'write this number as text: as a JSON number it is not exact',
        });
      return new Expr(exact?.toText() ?? '0', place);
    })
    .describe(`expression: ${expects}`);
}

/** A number written in the document, exactly. */
export const exactNumber = z.union([z.string(), z.number()]).transform((given, context) => {
  const exact = exactFromJson(given);
  if (exact) return exact;
  context.addIssue({
    code: 'custom',
    message: `'${given}' is not an exact number such as 12, "0.15" or "1/16"`,
  });
  return z.NEVER;
});

/** What is rounded to: any amount above zero. */
export const quantum = exactNumber.superRefine((exact, context) => {
  if (exact.n <= 0n)
    context.addIssue({
      code: 'custom',
      message: 'a rounding quantum must be above zero',
      params: { code: 'quantum_not_positive' },
    });
});

/** A whole number, as JSON or as text like every other number of a document. */
export const wholeNumber = z
  .union([z.int(), z.string().regex(/^\d{1,9}$/, 'not a whole number such as 3')])
  .transform(Number)
  .pipe(z.int().min(0));

/** All expressions in a value, with their paths. */
export function* expressionsIn(
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<{ expr: Expr; path: readonly (string | number)[] }> {
  if (value instanceof Expr) yield { expr: value, path };
  else if (Array.isArray(value))
    for (const [i, item] of value.entries()) yield* expressionsIn(item, [...path, i]);
  else if (isPlain(value))
    for (const [key, item] of Object.entries(value)) yield* expressionsIn(item, [...path, key]);
}

export function pathText(path: readonly (string | number | symbol)[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
