import type { TransactionSql } from 'postgres';
import { coerce } from '../../rules/facts.ts';
import type { FactDeclaration } from '../../rules/format.ts';
import { rulebookAt, versionOn } from '../../statutes/versions.ts';
import { plainWords } from '../../words.ts';

/** A fact that members are asked to declare, as the rulebook has it. */
export interface Asked {
  name: string;
  declaration: FactDeclaration;
}

/** What the rulebook in force on 1 January of the year asks members to declare; empty where there is none. */
export async function factsAsked(sql: TransactionSql, year: number): Promise<Asked[]> {
  const version = await versionOn(sql, `${String(year).padStart(4, '0')}-01-01`);
  if (!version) return [];
  const { facts } = await rulebookAt(sql, version);
  return [...facts].filter(([, one]) => one.declared).map(([name, declaration]) => ({ name, declaration }));
}

/** A figure as it is kept: numbers, days and texts as text, yes or no as such. */
export type Figure = string | boolean;

/** What was typed for a fact as a figure; a fault where the rulebook does not allow it, null where nothing was. */
export function readFigure(
  { name, declaration }: Asked,
  typed: string | null | undefined,
): Figure | 'fault' | null {
  const text = plainWords(typed);
  if (text === '') return null;
  const value = declaration.type === 'boolean' ? truth(text) : text;
  // A fraction is exact, too, but nobody counts members in thirds.
  if (value === null || (isNumber(declaration) && text.includes('/'))) return 'fault';
  try {
    coerce(value, declaration, name);
    return value;
  } catch {
    return 'fault';
  }
}

export function isNumber({ type }: FactDeclaration): boolean {
  return type === 'number' || type === 'integer';
}

function truth(text: string): boolean | null {
  return text === 'true' ? true : text === 'false' ? false : null;
}
