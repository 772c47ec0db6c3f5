/** Static check of one edition: every expression in every article, in its place, and each structured rule. */
import { bandFaults } from './bands.ts';
import { blockOf } from './blocks/registry.ts';
import type { CompiledArticle, Edition } from './edition.ts';
import { Expr, expressionsIn, pathText } from './expr.ts';
import type { Node } from './expression.ts';
import { type Fault, RuleError } from './faults.ts';
import type { FactDeclaration, TableDocument } from './format.ts';
import { FORMS } from './forms.ts';
import { FUNCTIONS } from './functions.ts';
import { type CheckEnv, expectKind, infer } from './infer.ts';
import { tableFaults, tableKeyValues } from './tables.ts';
import { ANY, DATE, NUMBER, type Type, unitFromText, unitsMatch, unitText } from './types.ts';

type Report = (code: string, place: string, reason: string) => void;

export function checkEdition(edition: Edition, report: (fault: Fault) => void): void {
  const checker = new Checker(edition, report);
  for (const article of edition.articles.values()) checker.typeOf(article.key);
}

export function factType(declaration: FactDeclaration): Type {
  switch (declaration.type) {
    case 'number':
    case 'integer': {
      const max = declaration.cap ?? declaration.max;
      return {
        k: 'number',
        unit: declaration.unit ? (unitFromText(declaration.unit) ?? undefined) : undefined,
        min: declaration.min,
        max,
      };
    }
    case 'text':
      return { k: 'text', values: declaration.values };
    case 'list':
      return {
        k: 'list',
        item: declaration.of
          ? factType(declaration.of)
          : declaration.fields
            ? recordType(declaration.fields)
            : ANY,
      };
    case 'record':
      return declaration.fields ? recordType(declaration.fields) : { k: 'record' };
    case 'map':
      return { k: 'record' };
    default:
      return { k: declaration.type };
  }
}

function recordType(fields: Record<string, FactDeclaration>): Type {
  return {
    k: 'record',
    fields: new Map(Object.entries(fields).map(([name, field]) => [name, factType(field)])),
  };
}

class Checker {
  private readonly edition: Edition;
  private readonly out: (fault: Fault) => void;
  private readonly types = new Map<string, Type | null>();

  constructor(edition: Edition, out: (fault: Fault) => void) {
    this.edition = edition;
    this.out = out;
  }

  /** Type of an article's result; checks the article on the way, once. */
  typeOf(key: string, from?: Report): Type {
    const known = this.types.get(key);
    if (known) return known;
    const article = this.edition.articles.get(key) as CompiledArticle;
    if (known === null) {
      from?.('circular', '', `article ${article.no} refers to itself`);
      return ANY;
    }
    this.types.set(key, null);
    const type = this.checkArticle(article);
    this.types.set(key, type);
    return type;
  }

  private checkArticle(article: CompiledArticle): Type {
    const report: Report = (code, place, reason) =>
      this.out({ code, article: article.no, place, reason, version: article.version });
    const { document } = article;
    for (const [name, table] of Object.entries(document.tables ?? {})) this.checkTable(name, table, report);
    for (const [name, band] of Object.entries(document.bands ?? {})) {
      this.checkName(name, `bands.${name}`, report);
      for (const fault of bandFaults(band)) report(fault.code, `bands.${name}.${fault.place}`, fault.reason);
      this.checkAll(band, `bands.${name}`, new Map(), report);
    }
    const locals = new Map<string, Type>();
    for (const [i, step] of article.steps.entries()) {
      const place = `steps[${i}]`;
      if (locals.has(step.name) || this.edition.facts.has(step.name) || this.edition.articles.has(step.name))
        report('name_twice', `${place}.name`, `'${step.name}' already has a meaning`);
      const type = this.checkExpression(step.value, `${place}.value`, locals, undefined, report);
      if (step.round) this.checkRound(type, place, report);
      locals.set(step.name, this.declared(step.unit, type, `${place}.unit`, report));
    }
    const type = this.checkRule(article, locals, report);
    if (article.round) this.checkRound(type, 'round', report);
    return this.declared(document.unit, type, 'unit', report);
  }

  private checkRound(type: Type, place: string, report: Report): void {
    if (type.k !== 'number' && type.k !== 'any' && type.k !== 'none')
      report('wrong_kind', place, `a ${type.k} cannot be rounded`);
  }

  private checkRule(article: CompiledArticle, locals: ReadonlyMap<string, Type>, report: Report): Type {
    const { rule } = article;
    if (rule === undefined) return { k: 'none' };
    if (rule instanceof Expr) return this.checkExpression(rule, 'rule', locals, undefined, report);
    const block = blockOf(rule);
    for (const fault of block.faults?.(rule) ?? []) report(fault.code, `rule.${fault.place}`, fault.reason);
    this.checkAll(rule, 'rule', locals, report, rule as unknown as Record<string, unknown>);
    return block.result(rule);
  }

  /** A declared unit must agree with what the expression gives. */
  private declared(text: string | undefined, type: Type, place: string, report: Report): Type {
    if (text === undefined) return type;
    const unit = unitFromText(text);
    if (!unit) report('unit_unreadable', place, `'${text}' is not a unit such as EUR or EUR/member`);
    if (type.k !== 'number' || !unit) return type;
    if (!unitsMatch(type.unit, unit))
      report('unit_mismatch', place, `the result is in '${unitText(type.unit ?? {})}', not '${text}'`);
    return { ...type, unit };
  }

  private checkTable(name: string, table: TableDocument, report: Report): void {
    this.checkName(name, `tables.${name}`, report);
    for (const fault of tableFaults(table, this.edition.facts))
      report(fault.code, `tables.${name}${fault.place}`, fault.reason);
    if (table.unit !== undefined && !unitFromText(table.unit))
      report('unit_unreadable', `tables.${name}.unit`, `'${table.unit}' is not a unit`);
    this.checkAll(table.cells, `tables.${name}.cells`, new Map(), report);
  }

  private checkName(name: string, place: string, report: Report): void {
    if (FUNCTIONS.has(name) || FORMS.has(name))
      report('name_taken', place, `'${name}' is the name of a function`);
  }

  private checkAll(
    part: unknown,
    place: string,
    locals: ReadonlyMap<string, Type>,
    report: Report,
    root?: Record<string, unknown>,
  ): void {
    for (const { expr, path } of expressionsIn(part)) {
      const names = expr.place.names ? new Map([...locals, ...Object.entries(expr.place.names)]) : locals;
      this.checkExpression(expr, `${place}.${pathText(path)}`, names, root, report);
    }
  }

  private checkExpression(
    expr: Expr,
    place: string,
    locals: ReadonlyMap<string, Type>,
    root: Record<string, unknown> | undefined,
    report: Report,
  ): Type {
    const here: CheckEnv['report'] = (code, reason) => report(code, place, reason);
    let node: Node;
    try {
      node = expr.node;
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      here(error.code, error.message);
      return ANY;
    }
    const env = this.env(locals, here);
    const list = expr.place.each === undefined ? undefined : root?.[expr.place.each];
    const each =
      expr.place.each === undefined ? env : { ...env, element: this.elementOf(list, locals), outer: env };
    const type = infer(node, each, true);
    expectKind(type, expr.place.expects, 'this', { ...env, report: here });
    return type;
  }

  private elementOf(list: unknown, locals: ReadonlyMap<string, Type>): Type {
    if (!(list instanceof Expr)) return ANY;
    try {
      const type = infer(
        list.node,
        this.env(locals, () => undefined),
      );
      return type.k === 'list' ? type.item : ANY;
    } catch {
      return ANY;
    }
  }

  private env(locals: ReadonlyMap<string, Type>, report: CheckEnv['report']): CheckEnv {
    const { facts, articles } = this.edition;
    return {
      name: (name) => {
        if (name === 'as_of') return DATE;
        const local = locals.get(name);
        if (local) return local;
        const fact = facts.get(name);
        if (fact) return factType(fact);
        return articles.has(name) ? this.typeOf(name, (code, _, reason) => report(code, reason)) : undefined;
      },
      called: (name, args, types, fault) => this.called(name, args, types, fault),
      detail: (article, name) => this.detail(article, name),
      isArticle: (name, inAnyVersion) => articles.has(name) || (inAnyVersion && this.edition.keys.has(name)),
      isFact: (name) => facts.has(name),
      nonzero: new Set(),
      report,
    };
  }

  private detail(key: string, name: string): Type | undefined {
    const rule = this.edition.articles.get(key)?.rule;
    return rule && !(rule instanceof Expr) ? blockOf(rule).details?.(rule)[name] : undefined;
  }

  private called(
    name: string,
    args: readonly Node[],
    types: readonly Type[],
    fault: CheckEnv['report'],
  ): Type | undefined {
    const table = this.edition.tables.get(name);
    if (table) {
      if (args.length !== table.keys.length)
        fault('arity', `the table '${name}' takes ${table.keys.length} keys`);
      types.forEach((type, i) => {
        const known = tableKeyValues(table.keys[i], this.edition.facts);
        const unknown =
          type.k === 'text' && known ? type.values?.find((value) => !known.includes(value)) : undefined;
        if (unknown !== undefined) fault('missing_cell', `the table '${name}' has no cell for '${unknown}'`);
      });
      return table.unit ? { ...NUMBER, unit: unitFromText(table.unit) ?? undefined } : ANY;
    }
    const band = this.edition.bands.get(name);
    if (!band) return undefined;
    const columns = Object.keys(band.rows.find((row) => row.values)?.values ?? {});
    const wanted = columns.length > 0 ? 2 : 1;
    if (args.length !== wanted)
      fault(
        'arity',
        `the band '${name}' takes ${wanted === 2 ? `a number and one of '${columns.join("', '")}'` : 'one number'}`,
      );
    const column = args[1]?.kind === 'value' ? args[1].value : undefined;
    if (typeof column === 'string' && wanted === 2 && !columns.includes(column))
      fault('missing_cell', `the band '${name}' has no column '${column}'`);
    const argument = types[0];
    if (argument && argument.k !== 'number' && argument.k !== 'any')
      fault('wrong_kind', `the band '${name}' takes a number`);
    if (
      argument?.k === 'number' &&
      band.argumentUnit &&
      !unitsMatch(argument.unit, unitFromText(band.argumentUnit) ?? undefined)
    )
      fault(
        'unit_mismatch',
        `the band '${name}' takes '${band.argumentUnit}', not '${unitText(argument.unit ?? {})}'`,
      );
    return band.unit ? { ...NUMBER, unit: unitFromText(band.unit) ?? undefined } : ANY;
  }
}
