/** Static reading of operators: kinds, units, ranges, and divisors that could be zero. */

import { Exact, maxOf, minOf } from './exact.ts';
import { type Node, printExpression } from './expression.ts';
import { quoted } from './given.ts';
import { type CheckEnv, expectKind, infer } from './infer.ts';
import {
  BOOLEAN,
  canBeZero,
  combineUnits,
  fits,
  type Kind,
  NUMBER,
  type NumberType,
  type Type,
  unitsMatch,
  unitText,
} from './types.ts';

export function inferOperator(node: Node & { kind: 'call' }, env: CheckEnv): Type {
  const types = node.args.map((arg) => infer(arg, env));
  const [a, b] = types as [Type, Type];
  const numbers = (kind: Kind = 'number') =>
    types.forEach((type, i) => {
      expectKind(type, kind, `'${printExpression(node.args[i] as Node)}'`, env);
    });
  switch (node.name) {
    case 'not':
    case 'xor':
      numbers('boolean');
      return BOOLEAN;
    case '==':
    case '!=':
      checkComparable(node, a, b, env);
      return BOOLEAN;
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (a.k !== 'date' && b.k !== 'date') numbers();
      else if (!(fits(a, 'date') && fits(b, 'date')))
        env.report('wrong_kind', 'a date is compared with a date');
      sameUnits(node.name, types, env);
      return BOOLEAN;
    default:
      numbers();
      return arithmetic(node, asNumber(a), asNumber(b ?? NUMBER), env);
  }
}

function checkComparable(node: Node & { kind: 'call' }, a: Type, b: Type, env: CheckEnv): void {
  const known = (type: Type) => type.k !== 'any' && type.k !== 'none';
  if (known(a) && known(b) && a.k !== b.k)
    env.report('wrong_kind', `a ${a.k} never equals a ${b.k}: ${printExpression(node)}`);
  sameUnits(node.name, [a, b], env);
  if (
    a.k === 'text' &&
    b.k === 'text' &&
    a.values &&
    b.values &&
    !a.values.some((value) => b.values?.includes(value))
  ) {
    env.report('never_equal', `'${b.values.join("', '")}' is not one of ${quoted(a.values)}`);
  }
}

function asNumber(type: Type): NumberType {
  return type.k === 'number' ? type : NUMBER;
}

function arithmetic(node: Node & { kind: 'call' }, a: NumberType, b: NumberType, env: CheckEnv): Type {
  const sum = (x?: Exact, y?: Exact) => (x && y ? x.add(y) : undefined);
  switch (node.name) {
    case 'minus':
      return { k: 'number', unit: a.unit, min: a.max?.neg(), max: a.min?.neg() };
    case '+':
      sameUnits('+', [a, b], env);
      return { k: 'number', unit: a.unit ?? b.unit, min: sum(a.min, b.min), max: sum(a.max, b.max) };
    case '-':
      sameUnits('-', [a, b], env);
      return {
        k: 'number',
        unit: a.unit ?? b.unit,

        min: sum(a.min, b.max?.neg()),
        max: sum(a.max, b.min?.neg()),
      };
    case '*':
      return { k: 'number', unit: combineUnits(a.unit, b.unit, 1), ...product(a, b) };
    case '/':
      checkDivisor(node.args[1], b, env);
      return {
        k: 'number',
        unit: combineUnits(a.unit, b.unit, -1),
        min: a.min && a.min.n >= 0n && b.min && b.min.n >= 0n ? Exact.of(0) : undefined,
      };
    default:
      return NUMBER;
  }
}

function product(a: NumberType, b: NumberType): { min?: Exact | undefined; max?: Exact | undefined } {
  if (a.min && a.max && b.min && b.max) {
    const ends = [a.min.mul(b.min), a.min.mul(b.max), a.max.mul(b.min), a.max.mul(b.max)];
    return { min: ends.reduce(minOf), max: ends.reduce(maxOf) };
  }
  return { min: a.min && b.min && a.min.n >= 0n && b.min.n >= 0n ? a.min.mul(b.min) : undefined };
}

export function checkDivisor(node: Node | undefined, type: Type, env: CheckEnv): void {
  if (!node || !canBeZero(type) || env.nonzero.has(printExpression(node))) return;
  env.report(
    'division_by_zero',
    `'${printExpression(node)}' can be zero: give it a minimum above zero, guard it with if, or use ratio(a, b, otherwise)`,
  );
}

export function sameUnits(name: string, types: readonly Type[], env: CheckEnv): void {
  const known = types.filter((type): type is NumberType => type.k === 'number' && type.unit !== undefined);
  const [first, ...others] = known;
  const other = others.find((type) => !unitsMatch(first?.unit, type.unit));
  if (first && other) unitFault(`'${name}'`, first, other, env);
}

export function unitFault(what: string, a: NumberType, b: NumberType, env: CheckEnv): void {
  env.report('unit_mismatch', `${what} joins '${unitText(a.unit ?? {})}' and '${unitText(b.unit ?? {})}'`);
}
