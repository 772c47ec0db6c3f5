/**
 * The expression language's text: bounds, then mathjs' parser (never its evaluator), then a closed tree of our own.
 * Whatever is not named here cannot be written: no assignment, member access, index, import, matrix, unit or range.
 */
import type { MathNode } from 'mathjs';
// The library in one file: its thousand modules took a second of each start.
import mathjs from 'mathjs/lib/browser/math.js';
import { Exact } from './exact.ts';
import { RuleError } from './faults.ts';
import type { Value } from './values.ts';

export type Node =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] };

export const BOUNDS = { characters: 2000, depth: 40, nodes: 400 } as const;

/** Infix forms are calls of these functions in the tree. */
const OPERATORS: Readonly<Record<string, string>> = {
  'add:2': '+',
  'subtract:2': '-',
  'multiply:2': '*',
  'divide:2': '/',
  'pow:2': '^',
  'equal:2': '==',
  'unequal:2': '!=',
  'smaller:2': '<',
  'smallerEq:2': '<=',
  'larger:2': '>',
  'largerEq:2': '>=',
  'and:2': 'and',
  'or:2': 'or',
  'xor:2': 'xor',
  'not:1': 'not',
  'unaryMinus:1': 'minus',
};

export const INFIX = new Set(['+', '-', '*', '/', '^', '==', '!=', '<', '<=', '>', '>=', 'and', 'or', 'xor']);
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const TOKEN = /'[^'\\]*'|"[^"\\]*"|[A-Za-z_][A-Za-z0-9_]*|\d+(?:\.\d+)?|==|!=|<=|>=|[-+*/^<>(),?:]|\s+/y;

const parser = mathjs.create({ number: 'Fraction' });
const parsed = new Map<string, Node>();

/** Throws RuleError `expression_*` with the reason. Equal texts share one tree. */
export function parseExpression(text: string): Node {
  const known = parsed.get(text);
  if (known) return known;
  checkText(text);
  const node = convert(read(text), { left: BOUNDS.nodes }, 0);
  if (parsed.size >= 20_000) parsed.clear();
  parsed.set(text, node);
  return node;
}

/** The expression as text again, for traces. */
export function printExpression(node: Node, inside = false): string {
  if (node.kind === 'name') return node.name;
  if (node.kind === 'value') return printValue(node.value);
  const [left, right] = node.args;
  if (INFIX.has(node.name) && left && right) {
    const text = `${printExpression(left, true)} ${node.name} ${printExpression(right, true)}`;
    return inside ? `(${text})` : text;
  }
  if (node.name === 'minus' && left) return `-${printExpression(left, true)}`;
  if (node.name === 'not' && left) return `not (${printExpression(left)})`;
  return `${node.name}(${node.args.map((arg) => printExpression(arg)).join(', ')})`;
}

function printValue(value: Value): string {
  if (typeof value === 'string') return `'${value}'`;
  return value instanceof Exact ? value.toText() : String(value);
}

/** Bounds and characters, before the parser sees the text: its recursion is then bounded too. */
function checkText(text: string): void {
  if (text.length > BOUNDS.characters)
    throw refused('too_long', `an expression has at most ${BOUNDS.characters} characters`);
  if (text.trim() === '') throw refused('empty', 'the expression is empty');
  let depth = 0;
  let unary = 0;
  let before = '(';
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const start = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) throw refused('character', `'${text.slice(start, start + 12)}' cannot be read`);
    if (token.trim() === '') continue;
    if (token.startsWith('_')) throw refused('character', `the name '${token}' cannot begin with _`);
    if (token === '(' || token === '?') depth += 1;
    if (token === ')') depth -= 1;
    unary =
      /^(-|\+|not|\^)$/.test(token) && (token === '^' || !/[\w)'"]$/.test(before) || token === 'not')
        ? unary + 1
        : 0;
    if (depth > BOUNDS.depth || unary > BOUNDS.depth)
      throw refused('too_deep', `an expression is nested at most ${BOUNDS.depth} deep`);
    before = token;
  }
  if (text.split('^').length > BOUNDS.depth) throw refused('too_deep', 'too many powers');
}

function read(text: string): MathNode {
  try {
    return parser.parse(text);
  } catch (error) {
    throw refused('syntax', error instanceof Error ? error.message : 'cannot be read');
  }
}

interface MathShape {
  type: string;
  op?: string;
  fn?: string | { type: string; name: string };
  implicit?: boolean;
  args?: MathShape[];
  name?: string;
  value?: unknown;
  content?: MathShape;
  params?: MathShape[];
  conditionals?: string[];
  condition?: MathShape;
  trueExpr?: MathShape;
  falseExpr?: MathShape;
}

function convert(source: MathNode | MathShape, budget: { left: number }, depth: number): Node {
  const node = source as MathShape;
  budget.left -= 1;
  if (budget.left < 0) throw refused('too_large', `an expression has at most ${BOUNDS.nodes} parts`);
  if (depth > BOUNDS.depth * 3)
    throw refused('too_deep', `an expression is nested at most ${BOUNDS.depth} deep`);
  const inner = (part: MathShape | undefined) => convert(part as MathShape, budget, depth + 1);
  switch (node.type) {
    case 'ParenthesisNode':
      return inner(node.content);
    case 'ConstantNode':
      return { kind: 'value', value: constant(node.value) };
    case 'SymbolNode':
      return node.name === 'none'
        ? { kind: 'value', value: null }
        : { kind: 'name', name: safeName(node.name) };
    case 'FunctionNode':
      return call(functionName(node), (node.args ?? []).map(inner));
    case 'ConditionalNode':
      return call('if', [inner(node.condition), inner(node.trueExpr), inner(node.falseExpr)]);
    case 'OperatorNode':
      return operator(node, (node.args ?? []).map(inner));
    case 'RelationalNode':
      return relations(node, (node.params ?? []).map(inner));
    default:
      throw refused(
        'form',
        `'${node.type.replace(/Node$/, '').toLowerCase()}' is not part of the rule language`,
      );
  }
}

function call(name: string, args: readonly Node[]): Node {
  return { kind: 'call', name, args };
}

function operator(node: MathShape, args: readonly Node[]): Node {
  if (node.implicit) throw refused('implicit', 'write * between two factors');
  if (node.fn === 'unaryPlus' && args[0]) return args[0];
  const name = OPERATORS[`${node.fn}:${args.length}`];
  if (!name) throw refused('operator', `the operator '${node.op}' is not part of the rule language`);
  return call(name, args);
}

/** `a < b <= c` means both. */
function relations(node: MathShape, params: readonly Node[]): Node {
  const pairs = (node.conditionals ?? []).map((fn, i) => {
    const name = OPERATORS[`${fn}:2`];
    if (!name) throw refused('operator', `'${fn}' is not part of the rule language`);
    return call(name, [params[i] as Node, params[i + 1] as Node]);
  });
  return pairs.reduce((left, right) => call('and', [left, right]));
}

function functionName(node: MathShape): string {
  if (typeof node.fn !== 'object' || node.fn.type !== 'SymbolNode')
    throw refused('form', 'only a named function can be called');
  return safeName(node.fn.name);
}

function safeName(name: string | undefined): string {
  if (name === undefined || !NAME.test(name)) throw refused('name', `'${name}' is not a name`);
  return name;
}

function constant(value: unknown): Value {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  const fraction = value as { s?: bigint; n?: bigint; d?: bigint };
  if (typeof fraction === 'object' && typeof fraction.n === 'bigint' && typeof fraction.d === 'bigint') {
    return Exact.of((fraction.s ?? 1n) * fraction.n, fraction.d);
  }
  throw refused('constant', `'${String(value)}' is not an exact number`);
}

function refused(kind: string, reason: string): RuleError {
  return new RuleError(`expression_${kind}`, reason);
}
