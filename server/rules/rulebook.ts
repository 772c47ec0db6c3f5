/**
 * The rulebook engine's front: `loadRulebook` reads and checks a document, `evaluate` computes one of its articles.
 * Pure: no database, clock or network. See README.md beside this file.
 */
import { checkEdition } from './check.ts';
import { compile, NO_LOCALS, withLocals } from './compile.ts';
import { LEVELS, tooDeep } from './depth.ts';
import { documentFaults, factsOf } from './document.ts';
import {
  type CompiledArticle,
  compileArticle,
  type Edition,
  inForce,
  knownFrom,
  makeEdition,
} from './edition.ts';
import { pathText } from './expr.ts';
import { parseExpression } from './expression.ts';
import { type Fault, RuleError } from './faults.ts';
import { documentSchema, type FactDeclaration, type RulebookDocument } from './format.ts';
import { type Outcome, Run } from './run.ts';
import { type ArticleTrace, traceOf } from './trace.ts';
import { type Day, dayFromText, type Rec, type Value } from './values.ts';

export interface Rulebook {
  readonly code: string;
  readonly document: RulebookDocument;
  readonly facts: ReadonlyMap<string, FactDeclaration>;
  /** Every entry of every article, of all versions. */
  readonly articles: readonly CompiledArticle[];
  readonly editions: Map<string, Edition>;
  /** Editions by the day asked for. */
  readonly days: Map<string, Edition>;
}

export type Loaded =
  | { readonly ok: true; readonly rulebook: Rulebook }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Reads a parsed JSON document. Refuses it with all its faults at once; it is never half loaded. */
export function loadRulebook(json: unknown): Loaded {
  const deep = tooDeep(json);
  if (deep)
    return {
      ok: false,
      faults: [
        schemaFault(
          {
            path: deep,
            message: `lies in more than ${LEVELS} levels of brackets`,
            params: { code: 'too_deep' },
          },
          json,
        ),
      ],
    };
  const read = documentSchema.safeParse(json);
  if (!read.success)
    return { ok: false, faults: read.error.issues.map((issue) => schemaFault(issue as Issue, json)) };
  const document = read.data;
  const facts = factsOf(document);
  const articles = document.articles.map((article) => compileArticle(document, article));
  const rulebook: Rulebook = {
    code: document.code,
    document,
    facts,
    articles,
    editions: new Map(),
    days: new Map(),
  };
  const faults = new Map<string, Fault>();
  const add = (fault: Fault) =>
    faults.set(`${fault.article}|${fault.version}|${fault.place}|${fault.code}|${fault.reason}`, fault);
  for (const fault of documentFaults(document, articles)) add(fault);
  checkEditions(rulebook, add);
  return faults.size > 0 ? { ok: false, faults: [...faults.values()] } : { ok: true, rulebook };
}

/** Every edition that a day can ask for; then those that only `knownOn` reaches, where they find something new. */
function checkEditions(rulebook: Rulebook, report: (fault: Fault) => void): void {
  const checked = new Set<Edition>();
  const check = (edition: Edition, knownOn?: Day) => {
    if (checked.has(edition)) return;
    checked.add(edition);
    checkEdition(edition, (fault) =>
      report(
        knownOn ? { ...fault, reason: `${fault.reason} (by the rules known on ${knownOn.toText()})` } : fault,
      ),
    );
  };
  const days = turningDays(rulebook.articles);
  for (const day of days) check(editionOn(rulebook, day));
  for (const knownOn of knownDays(rulebook.articles))
    for (const day of days) check(editionOn(rulebook, day, knownOn), knownOn);
}

export interface EvaluateOptions {
  /** The day the question is asked for, `YYYY-MM-DD`. */
  readonly asOf: string;
  /** Only rules adopted by this day count: what an invoice made then was made with. */
  readonly knownOn?: string;
}

export type Evaluation = Computed | { readonly ok: false; readonly faults: readonly Fault[] };

export class Computed {
  readonly ok = true;
  /** The tree behind the result as it was computed; `trace` is its JSON form. */
  readonly outcome: Outcome;
  /** Version of the rulebook as of that day. */
  readonly version: number;
  private rendered: ArticleTrace | undefined;

  constructor(outcome: Outcome, version: number) {
    this.outcome = outcome;
    this.version = version;
  }

  get result(): Value {
    return this.outcome.value;
  }

  /** What a structured rule says besides its value. */
  get details(): Rec | null {
    return this.outcome.details;
  }

  get article(): CompiledArticle {
    return this.outcome.article;
  }

  get trace(): ArticleTrace {
    this.rendered ??= traceOf(this.outcome);
    return this.rendered;
  }
}

/** Computes an article, named by its key or number, from facts given by name. */
export function evaluate(
  rulebook: Rulebook,
  article: string,
  facts: Readonly<Record<string, unknown>>,
  options: EvaluateOptions,
): Evaluation {
  const session = assess(rulebook, facts, options);
  return session(article);
}

/** As {@link evaluate}, for several articles over the same facts: what they share is computed once. */
export function assess(
  rulebook: Rulebook,
  facts: Readonly<Record<string, unknown>>,
  options: EvaluateOptions,
): (article: string) => Evaluation {
  const asOf = requireDay(options.asOf);
  const knownOn = options.knownOn === undefined ? undefined : requireDay(options.knownOn);
  const at = (day: Day) => editionOn(rulebook, day, knownOn);
  const edition = at(asOf);
  const run = new Run(edition, { supplied: new Map(Object.entries(facts)), replaced: new Map() }, asOf, at);
  return (article) =>
    refusing(() => new Computed(run.article(keyOfArticle(edition, article)), edition.version));
}

/**
 * Computes a free expression over the rulebook's facts and articles: for trying out, and for readings of a result
 * that no article gives. `names` stand beside the facts.
 */
export function evaluateExpression(
  rulebook: Rulebook,
  text: string,
  facts: Readonly<Record<string, unknown>>,
  options: EvaluateOptions & { readonly names?: ReadonlyMap<string, Value> },
): { readonly ok: true; readonly result: Value } | { readonly ok: false; readonly faults: readonly Fault[] } {
  const asOf = requireDay(options.asOf);
  const knownOn = options.knownOn === undefined ? undefined : requireDay(options.knownOn);
  const at = (day: Day) => editionOn(rulebook, day, knownOn);
  const run = new Run(at(asOf), { supplied: new Map(Object.entries(facts)), replaced: new Map() }, asOf, at);
  return refusing(() => ({
    ok: true as const,
    result: compile(parseExpression(text))(withLocals(run, options.names ?? NO_LOCALS), []),
  }));
}

/** The articles in force on a day. */
export function editionOn(rulebook: Rulebook, asOf: Day, knownOn?: Day): Edition {
  const asked = `${asOf.serial} ${knownOn?.serial ?? ''}`;
  const known = rulebook.days.get(asked);
  if (known) return known;
  const edition = findEdition(rulebook, asOf, knownOn);
  if (rulebook.days.size >= 1000) rulebook.days.clear();
  rulebook.days.set(asked, edition);
  return edition;
}

function findEdition(rulebook: Rulebook, asOf: Day, knownOn: Day | undefined): Edition {
  const articles = inForce(rulebook.articles, asOf, knownOn);
  const key = articles.map((article) => rulebook.articles.indexOf(article)).join(',');
  let edition = rulebook.editions.get(key);
  if (!edition) {
    edition = makeEdition(rulebook.facts, articles, new Set(rulebook.articles.map((article) => article.key)));
    rulebook.editions.set(key, edition);
  }
  return edition;
}

function keyOfArticle(edition: Edition, name: string): string {
  if (edition.articles.has(name)) return name;
  return [...edition.articles.values()].find((article) => article.no === name)?.key ?? name;
}

function requireDay(text: string): Day {
  const day = dayFromText(text);
  if (!day) throw new TypeError(`'${text}' is not a day such as 2024-01-01`);
  return day;
}

function turningDays(articles: readonly CompiledArticle[]): Day[] {
  return sortedDays(
    articles.flatMap((article) => [article.validFrom, article.retroactiveFrom ?? article.validFrom]),
  );
}

/** Days on which an article becomes known: it was adopted, or came into force. */
function knownDays(articles: readonly CompiledArticle[]): Day[] {
  return sortedDays(articles.map(knownFrom));
}

function sortedDays(texts: readonly string[]): Day[] {
  return [...new Set(texts)].sort().flatMap((text) => dayFromText(text) ?? []);
}

/** What a schema finds wrong; `params.code` where the fault has a code of its own. */
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly params?: { readonly code: string };
}

function schemaFault(issue: Issue, json: unknown): Fault {
  const [first, index, ...rest] = issue.path as (string | number)[];
  const articles = (json as { articles?: { no?: unknown }[] } | null)?.articles;
  const code = issue.params?.['code'] ?? 'format';
  if (first !== 'articles' || typeof index !== 'number')
    return { code, article: '', place: pathText(issue.path as (string | number)[]), reason: issue.message };
  const no = articles?.[index]?.no;
  return {
    code,
    article: typeof no === 'string' ? no : `#${index + 1}`,
    place: pathText(rest),
    reason: issue.message,
  };
}

function refusing<Found>(
  compute: () => Found,
): Found | { readonly ok: false; readonly faults: readonly Fault[] } {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RuleError) return { ok: false, faults: error.faults() };
    throw error;
  }
}
