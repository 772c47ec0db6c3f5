import type { Step } from '../rules/compile.ts';
import type { Edition } from '../rules/edition.ts';
import { type Expr, expressionsIn } from '../rules/expr.ts';
import type { Node } from '../rules/expression.ts';
import type { Outcome } from '../rules/run.ts';
import type { ArticleTrace, TraceStep } from '../rules/trace.ts';
import { type Json, toJson } from '../rules/values.ts';

/** A fact as a calculation read it. */
export interface FactRead {
  name: string;
  value: Json;
  asOf?: string;
  source?: string;
  version?: string;
  fallback?: string;
}

/** Every fact that the trace read, once, in the order of reading. */
export function factsRead(why: ArticleTrace): FactRead[] {
  const facts = new Map<string, FactRead>();
  const visit = (step: TraceStep) => {
    if (step.fact && !facts.has(step.fact.name))
      facts.set(step.fact.name, { ...step.fact, value: step.value });
    for (const inner of step.steps ?? []) visit(inner);
    for (const inner of step.article?.steps ?? []) visit(inner);
  };
  for (const step of why.steps) visit(step);
  return [...facts.values()];
}

/** As `factsRead`, from a result whose trace nobody needs yet. */
export function factsUsed(outcome: Outcome): FactRead[] {
  const facts = new Map<string, FactRead>();
  const visited = new Set<Outcome>();
  const enter = (of: Outcome) => {
    if (visited.has(of)) return;
    visited.add(of);
    of.steps.forEach(visit);
  };
  const visit = ({ reading, steps, outcome: inner }: Step) => {
    if (reading && !facts.has(reading.name))
      facts.set(reading.name, { ...reading, value: toJson(reading.value) });
    steps.forEach(visit);
    if (inner) enter(inner);
  };
  enter(outcome);
  return [...facts.values()];
}

/** Names of the facts that an article, by key or number, may ask for, with those of the articles it refers to. */
export function factsAsked(edition: Edition, article: string): string[] {
  const { facts } = namesAsked(edition, article);
  return [...edition.facts.keys()].filter((name) => facts.has(name));
}

/** Whether an article, or one that it refers to, reads the day asked for: it may then say something else tomorrow. */
export function readsDay(edition: Edition, article: string): boolean {
  return namesAsked(edition, article).others.has('as_of');
}

/** The facts and the other names that an article reads, with those of the articles it refers to. */
function namesAsked(edition: Edition, article: string): { facts: Set<string>; others: Set<string> } {
  const facts = new Set<string>();
  const others = new Set<string>();
  const articles = new Set<string>();
  const visit = (node: Node) => {
    if (node.kind === 'value') return;
    if (node.kind === 'call') {
      for (const inner of node.args) visit(inner);
      all(edition.tables.get(node.name)?.cells);
      all(edition.bands.get(node.name)?.rows);
    } else if (edition.facts.has(node.name)) facts.add(node.name);
    else {
      others.add(node.name);
      open(node.name);
    }
  };
  const all = (part: unknown) => {
    for (const { expr } of expressionsIn(part)) visit(expr.node);
  };
  const open = (key: string) => {
    const found = edition.articles.get(key);
    if (!found || articles.has(key)) return;
    articles.add(key);
    all(found.steps);
    all(found.rule);
    // A structured rule names other articles by their keys too, e.g. the quorum that a decision needs.
    for (const named of namesIn(found.rule)) open(named);
  };
  open([...edition.articles.values()].find(({ no }) => no === article)?.key ?? article);
  return { facts, others };
}

function* namesIn(part: unknown): Generator<string> {
  if (typeof part === 'string') yield part;
  else if (Array.isArray(part)) for (const inner of part) yield* namesIn(inner);
  else if (typeof part === 'object' && part !== null && !isExpression(part))
    for (const inner of Object.values(part)) yield* namesIn(inner);
}

function isExpression(part: object): part is Expr {
  return 'place' in part && 'text' in part;
}
