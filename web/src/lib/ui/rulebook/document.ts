/** An article as it stands in a rulebook's document, as far as pages look into it. */
export type Entry = {
  no?: string;
  key?: string;
  kind?: string;
  title?: Record<string, string>;
  text?: Record<string, string>;
  unit?: string;
  tables?: Record<string, TableEntry>;
  bands?: Record<string, BandEntry>;
  steps?: StepEntry[];
  rule?: unknown;
  round?: Rounding;
  repealed?: boolean;
  [name: string]: unknown;
};

export type Rounding = { mode?: string; quantum?: string | number };
export type StepEntry = {
  name?: string;
  value?: string | number | boolean;
  unit?: string;
  round?: Rounding;
  note?: string;
};
export type Cells = string | number | boolean | null | undefined | { [key: string]: Cells };
export type TableEntry = {
  keys?: (string | { name: string; values: (string | number)[] })[];
  unit?: string;
  cells?: Record<string, Cells>;
  note?: string;
};
export type BandRow = {
  from?: string | number;
  above?: string | number;
  to?: string | number;
  below?: string | number;
  value?: string | number | boolean;
  values?: Record<string, string | number | boolean>;
  gap?: string;
};
export type BandEntry = {
  mode?: string;
  whole?: boolean;
  unit?: string;
  argumentUnit?: string;
  domain?: Omit<BandRow, 'value' | 'values' | 'gap'>;
  rows?: BandRow[];
  note?: string;
};

/** A table as a grid: a row for each combination of all keys but the last, a column for each value of the last. */
export type Grid = { columns: string[]; rows: { keys: string[]; cells: Cells[] }[] };

/** Lays out a table. `values` gives the known values of the fact that a key names. */
export function gridOf(table: TableEntry, values: (fact: string) => readonly string[] | undefined): Grid {
  const levels = (table.keys ?? []).map((key, depth) => {
    const known = typeof key === 'string' ? (values(key) ?? []) : key.values.map(String);
    return [...new Set([...known, ...keysAt(table.cells, depth)])];
  });
  const single = levels.length < 2;
  const columns = single ? [''] : (levels.at(-1) ?? []);
  const paths = (single ? levels : levels.slice(0, -1)).reduce<string[][]>(
    (made, level) => made.flatMap((path) => level.map((key) => [...path, key])),
    [[]],
  );
  const rows = paths.map((keys) => ({
    keys,
    cells: columns.map((column) => cellAt(table.cells, single ? keys : [...keys, column])),
  }));
  return { columns, rows };
}

function keysAt(cells: Cells, depth: number): string[] {
  if (typeof cells !== 'object' || cells === null) return [];
  if (depth === 0) return Object.keys(cells);
  return Object.values(cells).flatMap((inner) => keysAt(inner, depth - 1));
}

function cellAt(cells: Cells, path: string[]): Cells {
  return path.reduce<Cells>(
    (at, key) => (typeof at === 'object' && at !== null ? at[key] : undefined),
    cells,
  );
}

export function keyName(key: string | { name: string }): string {
  return typeof key === 'string' ? key : key.name;
}

/** The ends of a band's row, each with whether the number itself falls in it; a missing lower end follows the row before. */
export type Ends = { low: End | null; high: End | null };
export type End = { at: string; inside: boolean };

export function endsOf(rows: readonly BandRow[]): Ends[] {
  let before: End | null = null;
  return rows.map((row) => {
    const follows: End | null = before ? { at: before.at, inside: !before.inside } : null;
    const low = end(row.from, row.above) ?? follows;
    const high = end(row.to, row.below);
    before = high;
    return { low, high };
  });
}

function end(inside: string | number | undefined, outside: string | number | undefined): End | null {
  if (inside !== undefined) return { at: String(inside), inside: true };
  return outside === undefined ? null : { at: String(outside), inside: false };
}

/** The columns of a band whose rows have several values. */
export function bandColumns(band: BandEntry): string[] {
  return [...new Set((band.rows ?? []).flatMap((row) => Object.keys(row.values ?? {})))];
}
