/** The three commands on rulebook files: evaluate, check, simulate. Text in, text out; the caller prints and exits. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

import type { Step } from './compile.ts';
import { Exact, total } from './exact.ts';
import type { FactReading } from './facts.ts';
import type { Fault } from './faults.ts';
import type { FactDeclaration } from './format.ts';
import {
  assess,
  type Computed,
  type Evaluation,
  editionOn,
  loadRulebook,
  type Rulebook,
} from './rulebook.ts';
import { dayFromText, type Json, keyOf, toJson, type Value } from './values.ts';

export interface CommandResult {
  /** For standard output. */
  readonly output: string;
  readonly failed: boolean;
}

export const USAGE = `usage:
  npm run --silent rules -- evaluate RULEBOOK.json FACTS.json [--article KEY_OR_NO] [--as-of YYYY-MM-DD] [--known-on YYYY-MM-DD]
  npm run --silent rules -- check RULEBOOK.json [--json]
  npm run --silent rules -- simulate RULEBOOK.json MEMBERS.csv [--article KEY_OR_NO] [--as-of YYYY-MM-DD] [--list FACT]`;

/** `today` is used only where no date is given. */
export function runCommand(words: readonly string[], today: string): CommandResult {
  const { plain, options } = readWords(words);
  const [command, path, second] = plain;
  try {
    if (command === 'check' && path) return check(path, options.has('json'));
    if (command === 'evaluate' && path && second) return evaluateFile(path, second, options, today);
    if (command === 'simulate' && path && second) return simulate(path, second, options, today);
    return { output: USAGE, failed: true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      output: json({ ok: false, faults: [{ code: 'unreadable', article: '', place: '', reason }] }),
      failed: true,
    };
  }
}

function readWords(words: readonly string[]): { plain: string[]; options: Map<string, string> } {
  const plain: string[] = [];
  const options = new Map<string, string>();
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] as string;
    if (!word.startsWith('--')) plain.push(word);
    else if (word === '--json') options.set('json', 'true');
    else {
      const [name = '', given] = word.slice(2).split('=');
      options.set(name, given ?? words[i + 1] ?? '');
      if (given === undefined) i += 1;
    }
  }
  return { plain, options };
}

function check(path: string, asJson: boolean): CommandResult {
  const loaded = loadRulebook(readJson(path));
  if (asJson) return { output: json(loaded.ok ? { ok: true } : loaded), failed: !loaded.ok };
  if (loaded.ok) {
    const { document } = loaded.rulebook;
    return {
      output: `${path}: no faults (${document.articles.length} articles, ${document.versions.length} version(s))`,
      failed: false,
    };
  }
  const lines = loaded.faults.map((fault) => `${path}: ${faultLine(fault)}`);
  return {
    output: [...lines, `${loaded.faults.length} fault(s): the rulebook is refused`].join('\n'),
    failed: true,
  };
}

function faultLine(fault: Fault): string {
  const where =
    fault.article === ''
      ? 'document'
      : `article ${fault.article}${fault.version === undefined ? '' : ` (version ${fault.version})`}`;
  return `${where}, ${fault.place || 'as a whole'}: ${fault.reason} [${fault.code}]`;
}

/** FACTS.json: the facts by name, or {asOf, knownOn, article or articles, facts}. */
function evaluateFile(
  path: string,
  factsPath: string,
  options: ReadonlyMap<string, string>,
  today: string,
): CommandResult {
  const loaded = loadRulebook(readJson(path));
  if (!loaded.ok) return { output: json(loaded), failed: true };
  const given = readJson(factsPath) as Record<string, unknown>;
  const wrapped =
    typeof given['facts'] === 'object' && given['facts'] !== null && !loaded.rulebook.facts.has('facts');
  const facts = (wrapped ? given['facts'] : given) as Record<string, unknown>;
  const setting = (option: string, key: string) =>
    options.get(option) ?? (wrapped && typeof given[key] === 'string' ? (given[key] as string) : undefined);
  const asOf = requireDay(setting('as-of', 'asOf') ?? today);
  const knownOn = setting('known-on', 'knownOn');
  const session = assess(
    loaded.rulebook,
    facts,
    knownOn === undefined ? { asOf } : { asOf, knownOn: requireDay(knownOn) },
  );
  const article = setting('article', 'article');
  if (article !== undefined) {
    const found = session(article);
    return { output: json({ asOf, ...evaluationJson(found) }), failed: !found.ok };
  }
  const listed = wrapped && Array.isArray(given['articles']) ? given['articles'].map(String) : null;
  const names = listed ?? keysOn(loaded.rulebook, asOf);
  const results = names.map((name) => [name, session(name)] as const);
  const failed = listed ? results.some(([, found]) => !found.ok) : results.every(([, found]) => !found.ok);
  return {
    output: json({
      ok: !failed,
      asOf,
      results: Object.fromEntries(results.map(([name, found]) => [name, evaluationJson(found)])),
    }),
    failed,
  };
}

function evaluationJson(found: Evaluation): Record<string, unknown> {
  if (!found.ok) return { ok: false, faults: found.faults };
  const { article } = found;
  return {
    ok: true,
    article: {
      no: article.no,
      key: article.key,
      version: article.version,
      validFrom: article.validFrom,
      adoptedBy: article.adoptedBy,
    },
    version: found.version,
    result: toJson(found.result),
    ...(article.document.unit ? { unit: article.document.unit } : {}),
    ...(found.details && found.details.size > 0 ? { details: toJson(found.details) } : {}),
    trace: found.trace,
  };
}

/** One line a member, and the total. The columns of the file are facts; `member`, `id` or `name` names the line. */
function simulate(
  path: string,
  membersPath: string,
  options: ReadonlyMap<string, string>,
  today: string,
): CommandResult {
  const loaded = loadRulebook(readJson(path));
  if (!loaded.ok) return { output: loaded.faults.map(faultLine).join('\n'), failed: true };
  const { rulebook } = loaded;
  const asOf = requireDay(options.get('as-of') ?? today);
  const article = options.get('article') ?? mainArticle(rulebook, asOf);
  const rows = (
    parse(readFileSync(membersPath), {
      columns: true,
      bom: true,
      skip_empty_lines: true,
      trim: true,
    }) as Record<string, string>[]
  ).map((row) => factsOfRow(row, rulebook.facts));
  const list = options.get('list');
  const everyone = list === undefined ? {} : { [list]: rows.map((row) => row.facts) };
  const results = rows.map((row) => ({
    name: row.name,
    found: assess(rulebook, { ...row.facts, ...everyone }, { asOf })(article),
  }));
  const amounts = results.flatMap(({ found }) =>
    found.ok && found.result instanceof Exact ? [found.result] : [],
  );
  const lines = results.map(
    ({ name, found }, i) =>
      `${name || `line ${i + 2}`}\t${found.ok ? `${valueText(found.result)}${fallbackText(found)}` : `refused: ${found.faults.map((fault) => fault.reason).join('; ')}`}`,
  );
  const refused = results.filter(({ found }) => !found.ok).length;
  const tail = `total\t${total(amounts).toText()}${refused > 0 ? `\t(${refused} refused)` : ''}`;
  return { output: [...lines, tail].join('\n'), failed: refused > 0 };
}

/** A third column where another value counted than the one declared: which fact, and what instead. A default is no news. */
function fallbackText(found: Computed): string {
  const used = fallbacksIn(found.outcome.steps).map(({ name, fallback }) => `${name}: ${fallback}`);
  return used.length > 0 ? `\t(${[...new Set(used)].join(', ')})` : '';
}

function fallbacksIn(steps: readonly Step[]): FactReading[] {
  return steps.flatMap((step) => [
    ...(step.reading?.fallback && step.reading.fallback !== 'default' ? [step.reading] : []),
    ...fallbacksIn(step.steps),
    ...(step.outcome ? fallbacksIn(step.outcome.steps) : []),
  ]);
}

function factsOfRow(
  row: Record<string, string>,
  facts: ReadonlyMap<string, FactDeclaration>,
): { name: string; facts: Record<string, unknown> } {
  const cells = Object.entries(row).filter(([, text]) => text !== '');
  return {
    name: row['member'] ?? row['id'] ?? row['name'] ?? '',
    facts: Object.fromEntries(cells.map(([name, text]) => [name, cellValue(text, facts.get(name))])),
  };
}

/** What a spreadsheet cell says, by the type of the fact. */
function cellValue(text: string, fact: FactDeclaration | undefined): unknown {
  if (fact?.type === 'boolean')
    return (
      ({ true: true, yes: true, '1': true, false: false, no: false, '0': false } as Record<string, boolean>)[
        text.toLowerCase()
      ] ?? text
    );
  const structured = fact && ['list', 'record', 'map', 'any'].includes(fact.type);
  return structured && /^[[{]/.test(text) ? JSON.parse(text) : text;
}

function valueText(value: Value): string {
  return typeof value === 'object' && value !== null && !(value instanceof Exact)
    ? JSON.stringify(toJson(value))
    : value === null
      ? 'none'
      : keyOf(value);
}

/** The article that a dues run is about: `dues` or `fee`, or the last one of kind dues. */
function mainArticle(rulebook: Rulebook, asOf: string): string {
  const dues = [...edition(rulebook, asOf).articles.values()].filter(
    (article) => article.document.kind === 'dues',
  );
  const named =
    dues.find((article) => article.key === 'dues') ??
    dues.find((article) => article.key === 'fee') ??
    dues.at(-1);
  if (!named) throw new Error('the rulebook has no article of kind dues: name one with --article');
  return named.key;
}

function keysOn(rulebook: Rulebook, asOf: string): string[] {
  return [...edition(rulebook, asOf).articles.keys()];
}

function edition(rulebook: Rulebook, asOf: string) {
  const day = dayFromText(asOf);
  if (!day) throw new Error(`'${asOf}' is not a day such as 2024-01-01`);
  return editionOn(rulebook, day);
}

function requireDay(text: string): string {
  if (!dayFromText(text)) throw new Error(`'${text}' is not a day such as 2024-01-01`);
  return text;
}

function readJson(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Error(`${path} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function json(value: unknown): string {
  return JSON.stringify(value satisfies unknown as Json, null, 2);
}
