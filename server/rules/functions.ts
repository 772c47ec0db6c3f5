/** The closed list of plain functions. Forms that choose what to compute are in forms.ts. */
import { arithmetic } from './arithmetic.ts';
import { collections } from './collections.ts';
import { dates } from './dates.ts';
import type { PlainFunction } from './plain.ts';
import { texts } from './texts.ts';

export const FUNCTIONS: ReadonlyMap<string, PlainFunction> = new Map(
  Object.entries({ ...arithmetic, ...texts, ...dates, ...collections }),
);
