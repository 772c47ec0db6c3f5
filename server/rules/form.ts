/** A form: a call that decides itself which of its arguments are computed, for which element or with which facts. */
import type { Compiled } from './compile.ts';
import type { Node } from './expression.ts';
import type { Type } from './types.ts';

/** How the static check reads an argument: plainly, per element of the first argument, as an article's name … */
export type ArgumentRole =
  | 'value'
  | 'condition'
  | 'list'
  | 'each'
  | 'each_condition'
  | 'outer'
  | 'article'
  | 'text';

export interface Form {
  readonly roles: readonly ArgumentRole[];
  readonly min: number;
  readonly max: number;
  /** Given the types of all arguments. */
  readonly result: (args: readonly Type[]) => Type;
  readonly compile: (args: readonly Node[]) => Compiled;
}
