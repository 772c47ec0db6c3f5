import { fold } from '../../membership/import-fields.ts';
import { plainWords } from '../../words.ts';
import { dayAfter, readDay, readNumber, readPeriod, type Span, shifted } from './reading.ts';
import {
  type Column,
  GROUPS_OF_COUNTRIES,
  INCOME_GROUPS,
  KINDS,
  type ReferenceKind,
} from './reference-kinds.ts';

/** A value as it will be loaded. Days are `[since, until)`. */
export interface Staged {
  row: number;
  key: string;
  base: string | null;
  since: string;
  until: string | null;
  period: string | null;
  value: string;
}

/** What is wrong with a cell. A mild one leaves its row out and stops nothing. */
export interface ReferenceFault {
  row: number;
  column: string | null;
  value: string | null;
  code: string;
  mild: boolean;
}

type Time = Pick<Staged, 'since' | 'until' | 'period'>;

/** What the person who uploads says about the file as a whole. */
export interface Stated {
  kind: ReferenceKind;
  /** The days for which values count whose period the file does not say. */
  from: string | null;
  until: string | null;
  /** Figures of a year count so many years later. */
  shift: number;
  /** The base of exchange rates, and the name of a price index, where the file has no column for it. */
  base: string | null;
  series: string | null;
}

/** Where the columns stand: each by its position, and those whose header is itself a period or a currency. */
export interface Layout {
  at: Partial<Record<Column, number>>;
  wide: { at: number; header: string }[];
  headers: string[];
}

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));
const NOTHING = /^(|\.\.|n\/?a|-+|null)$/i;
const MOST_KEPT = 500;
const MAY_BE_ZERO = new Set<ReferenceKind>(['population', 'un_scale']);

/** The layout that a row of headers gives; null where it cannot be the row of headers. */
export function layoutOf(stated: Stated, headers: string[]): Layout | null {
  const folded = headers.map(fold);
  const at: Layout['at'] = {};
  const taken = new Set<number>();
  for (const [column, names] of Object.entries(KINDS[stated.kind].headers) as [Column, string[]][]) {
    const found = names
      .map((name) => folded.indexOf(fold(name)))
      .find((index) => index >= 0 && !taken.has(index));
    if (found === undefined) continue;
    at[column] = found;
    taken.add(found);
  }
  const wide = at.value === undefined ? wideColumns(stated.kind, headers) : [];
  if (at.value === undefined && wide.length === 0) return null;
  if (stated.kind === 'exchange_rate') {
    return at.period !== undefined && (at.key !== undefined || wide.length > 0)
      ? { at, wide, headers }
      : null;
  }
  const isNamed = at.key !== undefined || (stated.kind === 'price_index' && stated.series !== null);
  return isNamed ? { at, wide, headers } : null;
}

function wideColumns(kind: ReferenceKind, headers: string[]): Layout['wide'] {
  const isValue = (header: string) =>
    kind === 'exchange_rate' ? CURRENCIES.has(header.trim()) : readPeriod(header) !== null;
  return headers.flatMap((header, at) => (isValue(header) ? [{ at, header: header.trim() }] : []));
}

/** Reads rows into values and faults; countries are those that the network knows. */
export class ReferenceReader {
  readonly staged: Staged[] = [];
  readonly faults: ReferenceFault[] = [];
  readonly faultyRows = new Set<number>();
  readonly leftOutRows = new Set<number>();
  readonly #stated: Stated;
  readonly #layout: Layout;
  readonly #countries: (word: string) => string | null;

  constructor(stated: Stated, layout: Layout, countries: (word: string) => string | null) {
    this.#stated = stated;
    this.#layout = layout;
    this.#countries = countries;
  }

  row(row: number, cells: string[]): void {
    const { at, wide } = this.#layout;
    if (wide.length === 0) this.#value(row, cells, this.#cell(cells, 'value'), at.value as number, null);
    for (const { at: column, header } of wide) {
      const text = plainWords(cells[column]);
      // A table of years or currencies has holes; what is not there is not wrong.
      if (!NOTHING.test(text)) this.#value(row, cells, text, column, header);
    }
  }

  /** After the last row: periods without an end last until the next one of their key; none may overlap. */
  finish(): void {
    const byKey = Map.groupBy(this.staged, ({ key, base }) => `${base ?? ''} ${key}`);
    for (const values of byKey.values()) {
      values.sort((one, other) => one.since.localeCompare(other.since) || one.row - other.row);
      for (const [index, value] of values.entries()) {
        const next = values[index + 1];
        if (!next) continue;
        if (next.since === value.since) this.#fault(next.row, 'key', String(value.row), 'row_repeated');
        else if (this.#stated.kind !== 'exchange_rate') {
          if (value.until === null) value.until = next.since;
          else if (value.until > next.since)
            this.#fault(next.row, 'from', String(value.row), 'period_overlaps');
        }
      }
    }
    if (this.#stated.kind === 'un_scale') this.#checkScale();
    this.faults.sort((one, other) => one.row - other.row);
  }

  /** Assessments of one period add up to 100 per cent; a part of the list may be loaded, so this only deserves a look. */
  #checkScale(): void {
    for (const [since, values] of Map.groupBy(this.staged, (one) => one.since)) {
      const thousandths = values.reduce((sum, { value }) => sum + Math.round(Number(value) * 1000), 0);
      if (thousandths !== 100_000)
        this.#fault(0, 'value', `${since}: ${thousandths / 1000}`, 'scale_not_100', true);
    }
  }

  #value(row: number, cells: string[], text: string, column: number, wide: string | null): void {
    const key = this.#key(row, cells, wide);
    if (key === null) return;
    if (NOTHING.test(text)) {
      this.#fault(row, 'value', null, 'no_value', true);
      return;
    }
    const value = this.#amount(row, text, column);
    const base = this.#base(row, cells, key);
    const time = this.#time(row, cells, wide);
    if (value === null || base === false || time === null) return;
    this.staged.push({ row, key, base, value, ...time });
  }

  #key(row: number, cells: string[], wide: string | null): string | null {
    const { kind, series } = this.#stated;
    if (kind === 'exchange_rate') return this.#currency(row, wide ?? this.#cell(cells, 'key'));
    const text = this.#cell(cells, 'key');
    if (kind === 'price_index') {
      const name = text || series || '';
      if (/^[a-z][a-z0-9_]{0,59}$/.test(name)) return name;
      return this.#fault(row, 'key', text, text ? 'series_name' : 'required');
    }
    if (!text) return this.#fault(row, 'key', null, 'required');
    if (GROUPS_OF_COUNTRIES.has(text.toUpperCase()))
      return this.#fault(row, 'key', text, 'group_of_countries', true);
    return this.#countries(text) ?? this.#fault(row, 'key', text, 'country_unknown');
  }

  #currency(row: number, text: string): string | null {
    const code = text.toUpperCase();
    if (CURRENCIES.has(code)) return code;
    return this.#fault(row, 'key', text || null, text ? 'currency_unknown' : 'required');
  }

  /** The base of a rate; null for what is no rate, false for a fault. */
  #base(row: number, cells: string[], currency: string): string | null | false {
    if (this.#stated.kind !== 'exchange_rate') return null;
    const code = (this.#cell(cells, 'base') || this.#stated.base || '').toUpperCase();
    if (!CURRENCIES.has(code)) this.#fault(row, 'base', code || null, code ? 'currency_unknown' : 'required');
    else if (code === currency) this.#fault(row, 'key', code, 'currency_is_base');
    else return code;
    return false;
  }

  #amount(row: number, text: string, column: number): string | null {
    const header = this.#layout.headers[column] ?? null;
    const { kind } = this.#stated;
    if (kind === 'income_group')
      return INCOME_GROUPS.get(fold(text)) ?? this.#faultAt(row, header, text, 'income_group_unknown');
    const read = readNumber(text);
    if ('fault' in read) return this.#faultAt(row, header, text, read.fault);
    if (read.value === '0' && !MAY_BE_ZERO.has(kind)) return this.#faultAt(row, header, text, 'value_zero');
    if (kind === 'population' && read.value.includes('.'))
      return this.#faultAt(row, header, text, 'value_not_whole');
    if (kind === 'un_scale' && Number(read.value) > 100)
      return this.#faultAt(row, header, text, 'value_too_large');
    return read.value;
  }

  /** The days for which a value counts, and the period that its publisher names. */
  #time(row: number, cells: string[], wide: string | null): Time | null {
    const { kind } = this.#stated;
    if (kind === 'exchange_rate') return this.#day(row, this.#cell(cells, 'period'));
    const named = wide ?? this.#cell(cells, 'period');
    if (!named) {
      return kind === 'price_index' ? this.#fault(row, 'period', null, 'required') : this.#days(row, cells);
    }
    const span = readPeriod(named);
    if (!span) return this.#fault(row, 'period', named, 'period_invalid');
    if (kind === 'price_index') return this.#ended(row, named, span);
    const { from, until } = shifted(span, this.#stated.shift);
    return { since: from, until, period: this.#stated.shift === 0 ? null : named };
  }

  #day(row: number, text: string): Time | null {
    const day = readDay(text);
    if (day) return { since: day, until: null, period: null };
    return this.#fault(row, 'period', text || null, text ? 'date_invalid' : 'required');
  }

  /** An index is known once its year or month is over. */
  #ended(row: number, named: string, { from, until }: Span): Time | null {
    const isMonth = from.slice(0, 4) === until?.slice(0, 4) || from.endsWith('-12-01');
    const isYear = Number(until?.slice(0, 4)) === Number(from.slice(0, 4)) + 1;
    if (!until || !(isMonth || isYear)) return this.#fault(row, 'period', named, 'period_invalid');
    return { since: until, until: null, period: from.slice(0, isMonth ? 7 : 4) };
  }

  /** What the file or the person who uploads says; `until` is the last day, as people write it. */
  #days(row: number, cells: string[]): Time | null {
    const text = { from: this.#cell(cells, 'from'), until: this.#cell(cells, 'until') };
    const since = text.from ? readDay(text.from) : this.#stated.from;
    if (!since) return this.#fault(row, 'from', text.from || null, text.from ? 'date_invalid' : 'required');
    const last = text.until ? readDay(text.until) : this.#stated.until;
    if (text.until && !last) return this.#fault(row, 'until', text.until, 'date_invalid');
    if (last && last < since) return this.#fault(row, 'until', last, 'until_before_from');
    return { since, until: last && dayAfter(last), period: null };
  }

  #cell(cells: string[], column: Column): string {
    const at = this.#layout.at[column];
    return at === undefined ? '' : plainWords(cells[at]).replace(/\s+/g, ' ').slice(0, 200);
  }

  #fault(row: number, column: Column, value: string | null, code: string, mild = false): null {
    const at = this.#layout.at[column];
    return this.#faultAt(
      row,
      at === undefined ? null : (this.#layout.headers[at] ?? null),
      value,
      code,
      mild,
    );
  }

  #faultAt(row: number, column: string | null, value: string | null, code: string, mild = false): null {
    if (row > 0) (mild ? this.leftOutRows : this.faultyRows).add(row);
    if (this.faults.length < MOST_KEPT) this.faults.push({ row, column, value, code, mild });
    return null;
  }
}
