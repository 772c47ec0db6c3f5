/** Bands: ordered rows over a number, each bound saying itself whether it is inside. Slab or marginal. */
import { compile, gathered, type Scope, type Step, withLocals } from './compile.ts';
import { type Exact, ONE, ZERO } from './exact.ts';
import { RuleError } from './faults.ts';
import type { BandDocument, BandRow } from './format.ts';
import { number } from './readers.ts';
import { keyOf, type Value } from './values.ts';

interface Edge {
  readonly at: Exact;
  readonly inside: boolean;
}

export interface Interval {
  /** Null: no bound. */
  readonly low: Edge | null;
  readonly high: Edge | null;
}

export interface BandFault {
  readonly code: string;
  readonly place: string;
  readonly reason: string;
}

type Bounds = Pick<BandRow, 'from' | 'above' | 'to' | 'below'>;

/** Rows as intervals; a row without a lower bound goes on where the row before it ends. */
export function intervalsOf(band: BandDocument): Interval[] {
  const intervals: Interval[] = [];
  for (const row of band.rows) {
    const before = intervals.at(-1);
    const follows: Edge | null = before?.high
      ? band.whole
        ? { at: before.high.at.add(ONE), inside: true }
        : { at: before.high.at, inside: !before.high.inside }
      : null;
    const given = boundsOf(row, band.whole);
    intervals.push({ low: given.low ?? follows, high: given.high });
  }
  return intervals;
}

export function bandFaults(band: BandDocument): BandFault[] {
  const intervals = intervalsOf(band);
  const faults: BandFault[] = band.rows.flatMap((row, i) =>
    rowFaults(row, intervals[i] as Interval, band, i),
  );
  for (let i = 1; i < intervals.length; i += 1) {
    const fault = joinFault(intervals[i - 1] as Interval, intervals[i] as Interval, band.whole, i);
    if (fault) faults.push(fault);
  }
  return [...faults, ...endFaults(band, intervals)];
}

/** The value of a band for a number: of the row it falls in, or summed over rows when marginal. */
export function bandValue(
  name: string,
  band: BandDocument,
  args: readonly Value[],
  scope: Scope,
  steps: Step[],
): Value {
  const x = number(args[0]);
  if (band.whole && !x.isInteger())
    throw new RuleError('not_whole', `'${name}' takes whole numbers, not ${x.toText()}`);
  const intervals = cachedIntervals(band);
  const at = intervals.findIndex((interval) => holds(interval, x));
  const row = band.rows[at];
  if (!row) throw new RuleError('band_outside', `${x.toText()} is outside the band '${name}'`);
  if (row.gap !== undefined) return null;
  const column = args.length > 1 ? keyOf(args[1] as Value) : null;
  if (band.mode === 'marginal') return marginal(name, band, intervals, at, x, scope, steps);
  return cellOf(name, row, at, column, x, scope, steps);
}

const intervalCache = new WeakMap<BandDocument, Interval[]>();

function cachedIntervals(band: BandDocument): Interval[] {
  const known = intervalCache.get(band);
  if (known) return known;
  const made = intervalsOf(band);
  intervalCache.set(band, made);
  return made;
}

function cellOf(
  name: string,
  row: BandRow,
  i: number,
  column: string | null,
  x: Exact,
  scope: Scope,
  steps: Step[],
): Value {
  const expr = column === null ? row.value : row.values?.[column];
  if (!expr)
    throw new RuleError('missing_cell', `'${name}' has no column '${column ?? 'value'}' in row ${i + 1}`);
  const node = expr.node;
  const from = steps.length;
  const value = compile(node)(withLocals(scope.run, new Map([['x', x]])), steps);
  return gathered(node, value, steps, from, `${name} row ${i + 1}`);
}

function marginal(
  name: string,
  band: BandDocument,
  intervals: readonly Interval[],
  last: number,
  x: Exact,
  scope: Scope,
  steps: Step[],
): Value {
  let sum = ZERO;
  for (let i = 0; i <= last; i += 1) {
    const low = intervals[i]?.low?.at ?? ZERO;
    const high = i === last ? x : (intervals[i]?.high?.at as Exact);
    const rate = number(cellOf(name, band.rows[i] as BandRow, i, null, x, scope, steps));
    sum = sum.add(high.sub(low).mul(rate));
  }
  return sum;
}

function holds(interval: Interval, x: Exact): boolean {
  const low = interval.low ? x.cmp(interval.low.at) : 1;
  const high = interval.high ? x.cmp(interval.high.at) : -1;
  return (
    (low > 0 || (low === 0 && interval.low?.inside === true)) &&
    (high < 0 || (high === 0 && interval.high?.inside === true))
  );
}

/** With whole numbers only, every bound is written as the last whole number inside. */
function boundsOf(row: Bounds, whole: boolean): Interval {
  const low: Edge | null = row.from
    ? { at: row.from, inside: true }
    : row.above
      ? { at: row.above, inside: false }
      : null;
  const high: Edge | null = row.to
    ? { at: row.to, inside: true }
    : row.below
      ? { at: row.below, inside: false }
      : null;
  if (!whole) return { low, high };
  return {
    low: low && { at: low.inside ? low.at.ceil() : low.at.floor().add(ONE), inside: true },
    high: high && { at: high.inside ? high.at.floor() : high.at.ceil().sub(ONE), inside: true },
  };
}

function rowFaults(row: BandRow, interval: Interval, band: BandDocument, i: number): BandFault[] {
  const place = `rows[${i}]`;
  const faults: BandFault[] = [];
  const fault = (code: string, reason: string) => faults.push({ code, place, reason });
  if (row.from && row.above) fault('band_bound', 'a row has from or above, not both');
  if (row.to && row.below) fault('band_bound', 'a row has to or below, not both');
  const shown = [row.value, row.values, row.gap].filter((part) => part !== undefined).length;
  if (shown !== 1) fault('band_value', 'a row has exactly one of value, values, gap');
  if (band.mode === 'marginal' && !row.value)
    fault('band_value', 'a marginal band has one value (a rate) in every row');
  if (interval.low && interval.high) {
    const order = interval.low.at.cmp(interval.high.at);
    if (order > 0 || (order === 0 && !(interval.low.inside && interval.high.inside)))
      fault('band_empty', 'no number falls in this row');
  }
  const columns = Object.keys(band.rows.find((other) => other.values)?.values ?? {})
    .sort()
    .join(', ');
  if (row.values && Object.keys(row.values).sort().join(', ') !== columns)
    fault('band_columns', `this row does not have the columns '${columns}'`);
  return faults;
}

function joinFault(before: Interval, after: Interval, whole: boolean, i: number): BandFault | null {
  const place = `rows[${i}]`;
  if (!before.high)
    return {
      code: 'band_overlap',
      place,
      reason: `row ${i} has no upper bound, so row ${i + 1} is never reached`,
    };
  if (!after.low) return null;
  const start = whole ? after.low.at.sub(ONE) : after.low.at;
  const order = before.high.at.cmp(start);
  if (order < 0)
    return {
      code: 'band_gap',
      place,
      reason: `no row holds the numbers between ${edgeText(before.high)} and ${edgeText(after.low)}`,
    };
  if (order > 0)
    return {
      code: 'band_overlap',
      place,
      reason: `rows ${i} and ${i + 1} overlap between ${edgeText(after.low)} and ${edgeText(before.high)}`,
    };
  if (whole || before.high.inside !== after.low.inside) return null;
  const both = before.high.inside;
  return {
    code: both ? 'band_overlap' : 'band_gap',
    place,
    reason: `${both ? 'two rows hold' : 'no row holds'} ${before.high.at.toText()}`,
  };
}

function endFaults(band: BandDocument, intervals: readonly Interval[]): BandFault[] {
  const domain = boundsOf(band.domain ?? {}, band.whole);
  const [first, last] = [intervals[0] as Interval, intervals.at(-1) as Interval];
  const faults: BandFault[] = [];
  const lowest = band.domain ? domain.low : { at: ZERO, inside: true };
  if (first.low && (!lowest || startsAfter(first.low, lowest))) {
    faults.push({
      code: 'band_gap',
      place: 'rows[0]',
      reason: `no row holds the numbers below ${edgeText(first.low)} (declare a domain where they cannot occur)`,
    });
  }
  if (last.high && (!domain.high || endsBefore(last.high, domain.high))) {
    faults.push({
      code: 'band_gap',
      place: `rows[${intervals.length - 1}]`,
      reason: `no row holds the numbers above ${edgeText(last.high)} (declare a domain where they cannot occur)`,
    });
  }
  return faults;
}

function startsAfter(edge: Edge, wanted: Edge): boolean {
  const order = edge.at.cmp(wanted.at);
  return order > 0 || (order === 0 && wanted.inside && !edge.inside);
}

function endsBefore(edge: Edge, wanted: Edge): boolean {
  const order = edge.at.cmp(wanted.at);
  return order < 0 || (order === 0 && wanted.inside && !edge.inside);
}

function edgeText(edge: Edge): string {
  return `${edge.at.toText()}${edge.inside ? ' (inside)' : ' (outside)'}`;
}
