/** One computation: an edition of the rulebook, the facts of one member, a day, and what was computed so far. */
import { bandValue } from './bands.ts';
import { BlockEnv } from './block.ts';
import { blockOf } from './blocks/registry.ts';
import { compile, gathered, NO_LOCALS, NO_STEPS, type Scope, type Step, withLocals } from './compile.ts';
import type { CompiledArticle, Edition } from './edition.ts';
import { Exact } from './exact.ts';
import { Expr } from './expr.ts';
import { type FactReading, readFact } from './facts.ts';
import { RuleError } from './faults.ts';
import type { CellTree, Rounding, TableDocument } from './format.ts';
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
  private readonly outcomes = new Map<string, Outcome | null>();

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
    if (known) return known;
    const article = this.edition.articles.get(key);
    if (!article)
      throw new RuleError(
        'unknown_name',
        `'${key}' is neither a fact nor an article in force on ${this.asOf.toText()}`,
      );
    if (known === null) throw new RuleError('circular', `article ${article.no} refers to itself`);
    this.outcomes.set(key, null);
    const outcome = this.compute(article);
    this.outcomes.set(key, outcome);
    return outcome;
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
    let place = 'rule';
    try {
      const steps: Step[] = [];
      const locals = article.steps.length > 0 ? new Map<string, Value>() : NO_LOCALS;
      for (const [i, step] of article.steps.entries()) {
        place = `steps[${i}].value`;
        const value = this.rounded(
          this.expression(step.value, withLocals(this, locals), steps, step.name),
          step.round,
          steps,
        );
        (locals as Map<string, Value>).set(step.name, value);
      }
      place = 'rule';
      const { value, details } = this.rule(article, withLocals(this, locals), steps);
      return { article, value: this.rounded(value, article.round, steps), details, steps };
    } catch (error) {
      throw placed(error, article.no, place);
    }
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
      at =
        at !== null && !(at instanceof Expr) && at !== undefined && Object.hasOwn(at, key)
          ? (at as Record<string, CellTree>)[key]
          : undefined;
    }
    if (at === undefined)
      throw new RuleError(
        'missing_cell',
        `the table '${name}' has no cell for ${args.map(keyOf).join(', ')}`,
      );
    if (at === null) return null;
    if (!(at instanceof Expr)) throw new RuleError('missing_cell', `the table '${name}' needs more keys`);
    return this.expression(at, withLocals(this, NO_LOCALS), steps, `${name}[${args.map(keyOf).join(', ')}]`);
  }
}

function placed(error: unknown, article: string, place: string): unknown {
  if (error instanceof RuleError && error.article === undefined) {
    error.article = article;
    error.place = place;
  }
  return error;
}

const roundingLabels = new WeakMap<Rounding, string>();

function roundingLabel(rounding: Rounding): string {
  const known = roundingLabels.get(rounding);
  if (known !== undefined) return known;
  const label = `round ${rounding.mode} to ${rounding.quantum.toText()}`;
  roundingLabels.set(rounding, label);
  return label;
}
