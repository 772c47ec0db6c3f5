/** One computation: an edition of the rulebook, the facts of one member, a day, and what was computed so far. */

import { bandValue } from './bands.ts';
import { BlockEnv } from './block.ts';
import { blockOf } from './blocks/registry.ts';
import { compile, gathered, NO_LOCALS, NO_STEPS, type Scope, type Step, withLocals } from './compile.ts';
import type { CompiledArticle, Edition } from './edition.ts';
import { Exact } from './exact.ts';
import { Expr } from './expr.ts';
import { type FactReading, readFact } from './facts.ts';
import { RuleError, withRest } from './faults.ts';
import type { CellTree, Rounding, TableDocument } from './format.ts';
import { quoted } from './given.ts';
import { certainReadings } from './readings.ts';
import { type Day, describe, keyOf, type Rec, type Value } from './values.ts';

export interface Outcome {
  readonly article: CompiledArticle;
  readonly value: Value;
  readonly details: Rec | null;
  readonly steps: readonly Step[];
}

/** Facts by name: supplied ones (JSON), under values that a rule put in their place. */
export interface FactSet {
  readonly supplied: ReadonlyMap<string, unknown>;
  readonly replaced: ReadonlyMap<string, Value>;
}

export const LIMITS = { steps: 1_000_000, depth: 60 } as const;

export class Run {
  readonly asOf: Day;
  private readonly edition: Edition;
  private readonly facts: FactSet;
  private readonly editionOn: (day: Day) => Edition;
  private readonly budget: { steps: number };
  private readonly depth: number;
  private readonly readings = new Map<string, FactReading>();
  private readonly outcomes = new Map<string, Outcome | RuleError | null>();

  constructor(
    edition: Edition,
    facts: FactSet,
    asOf: Day,
    editionOn: (day: Day) => Edition,
    budget = { steps: 0 },
    depth = 0,
  ) {
    this.edition = edition;
    this.facts = facts;
    this.asOf = asOf;
    this.editionOn = editionOn;
    this.budget = budget;
    this.depth = depth;
    if (depth > LIMITS.depth)
      throw new RuleError('too_deep', `articles refer to one another more than ${LIMITS.depth} deep`);
  }

  spend(): void {
    this.budget.steps += 1;
    if (this.budget.steps > LIMITS.steps)
      throw new RuleError('too_many_steps', `a computation takes at most ${LIMITS.steps} steps`);
  }

  /** The same rulebook with some facts replaced: another member, or what would be if. */
  withFacts(changed: Rec): Run {
    const replaced = new Map(this.facts.replaced);
    for (const [name, value] of changed) replaced.set(name, value);
    return new Run(
      this.edition,
      { supplied: this.facts.supplied, replaced },
      this.asOf,
      this.editionOn,
      this.budget,
      this.depth + 1,
    );
  }

  /** The same facts under the rules of another day. */
  onDay(day: Day): Run {
    return new Run(this.editionOn(day), this.facts, day, this.editionOn, this.budget, this.depth + 1);
  }

  /** Null when no such fact is declared. Throws where it is declared and not to be had. */
  fact(name: string): FactReading | null {
    const known = this.readings.get(name);
    if (known) return known;
    const declaration = this.edition.facts.get(name);
    if (!declaration) return null;
    const replaced = this.facts.replaced.get(name);
    const reading =
      replaced !== undefined
        ? { name, value: replaced, source: 'rule' }
        : readFact(name, declaration, this.facts.supplied.get(name), this.asOf);
    this.readings.set(name, reading);
    return reading;
  }

  /** The result of an article by key, computed once. */
  article(key: string): Outcome {
    const known = this.outcomes.get(key);
    if (known instanceof RuleError) throw known;
    if (known) return known;
    const article = this.edition.articles.get(key);
    if (!article)
      throw new RuleError(
        'unknown_name',
        `'${key}' is neither a fact nor an article in force on ${this.asOf.toText()}`,
      );
    if (known === null) throw new RuleError('circular', `article ${article.no} refers to itself`);
    this.outcomes.set(key, null);
    try {
      const outcome = this.compute(article);
      this.outcomes.set(key, outcome);
      return outcome;
    } catch (error) {
      if (error instanceof RuleError) this.outcomes.set(key, error);
      throw error;
    }
  }

  /** A table's cell or a band's row, called by name. */
  lookUp(name: string, args: readonly Value[], scope: Scope, steps: Step[]): Value {
    const table = this.edition.tables.get(name);
    if (table) return this.cell(name, table, args, steps);
    const band = this.edition.bands.get(name);
    if (band) return bandValue(name, band, args, scope, steps);
    throw new RuleError('unknown_function', `'${name}' is neither a function nor a table or band`);
  }

  private compute(article: CompiledArticle): Outcome {
    const steps: Step[] = [];
    const locals = article.steps.length > 0 ? new Map<string, Value>() : NO_LOCALS;
    let done = 0;
    try {
      for (; done < article.steps.length; done += 1)
        this.step(article, done, locals as Map<string, Value>, steps);
      const { value, details } = this.rule(article, withLocals(this, locals), steps);
      return { article, value: this.rounded(value, article.round, steps), details, steps };
    } catch (error) {
      locate(error, article, done);
      return withRest(error, this.after(article, done, locals as Map<string, Value>));
    }
  }

  private step(article: CompiledArticle, i: number, locals: Map<string, Value>, steps: Step[]): void {
    const step = article.steps[i] as CompiledArticle['steps'][number];
    const value = this.expression(step.value, withLocals(this, locals), steps, step.name);
    locals.set(step.name, this.rounded(value, step.round, steps));
  }

  /** What an article still reads after a step or its rule was refused; steps that need a refused one give nothing. */
  private *after(
    article: CompiledArticle,
    done: number,
    locals: Map<string, Value>,
  ): Generator<() => unknown> {
    const located = (i: number, compute: () => unknown) => () => {
      try {
        return compute();
      } catch (error) {
        locate(error, article, i);
        throw error;
      }
    };
    for (let i = done + 1; i < article.steps.length; i += 1)
      yield located(i, () => this.step(article, i, locals, []));
    const { rule } = article;
    if (rule === undefined) return;
    const scope = withLocals(this, locals);
    const last = article.steps.length;
    if (rule instanceof Expr) {
      if (done < last) yield located(last, () => this.expression(rule, scope, []));
    } else for (const read of certainReadings(rule, new BlockEnv(scope, []))) yield located(last, read);
  }

  private rule(article: CompiledArticle, scope: Scope, steps: Step[]): { value: Value; details: Rec | null } {
    const { rule } = article;
    if (rule === undefined) return { value: null, details: null };
    if (rule instanceof Expr) return { value: this.expression(rule, scope, steps), details: null };
    const result = blockOf(rule).run(rule, new BlockEnv(scope, steps));
    return { value: result.value, details: result.details ?? null };
  }

  private expression(expr: Expr, scope: Scope, steps: Step[], label?: string): Value {
    const node = expr.node;
    if (label === undefined) return compile(node)(scope, steps);
    const from = steps.length;
    return gathered(node, compile(node)(scope, steps), steps, from, label);
  }

  private rounded(value: Value, rounding: Rounding | undefined, steps: Step[]): Value {
    if (!rounding || value === null) return value;
    if (!(value instanceof Exact))
      throw new RuleError('not_a_number', `${describe(value)} cannot be rounded`);
    const result = value.round(rounding.quantum, rounding.mode);
    steps.push({
      node: { kind: 'value', value: result },
      value: result,
      steps: NO_STEPS,
      label: roundingLabel(rounding),
    });
    return result;
  }

  private cell(name: string, table: TableDocument, args: readonly Value[], steps: Step[]): Value {
    if (args.length !== table.keys.length)
      throw new RuleError('arity', `the table '${name}' takes ${table.keys.length} keys`);
    let at: CellTree | undefined = table.cells;
    for (const arg of args) {
      const key = keyOf(arg);
      const level: Record<string, CellTree> = at === null || at instanceof Expr ? {} : (at ?? {});
      at = Object.hasOwn(level, key) ? level[key] : undefined;
    }
    if (at === undefined)
      throw new RuleError(
        'missing_cell',
        `the table '${name}' has no cell for ${quoted(args.map((one) => String(keyOf(one))))}`,
      );
    if (at === null) return null;
    if (!(at instanceof Expr)) throw new RuleError('missing_cell', `the table '${name}' needs more keys`);
    return this.expression(at, withLocals(this, NO_LOCALS), steps, `${name}[${args.map(keyOf).join(', ')}]`);
  }
}

function locate(error: unknown, article: CompiledArticle, done: number): void {
  if (error instanceof RuleError)
    error.locate(article.no, done < article.steps.length ? `steps[${done}].value` : 'rule');
}

const roundingLabels = new WeakMap<Rounding, string>();

function roundingLabel(rounding: Rounding): string {
  const known = roundingLabels.get(rounding);
  if (known !== undefined) return known;
  const label = `round ${rounding.mode} to ${rounding.quantum.toText()}`;
  roundingLabels.set(rounding, label);
  return label;
}
