import type { Entry } from './document.ts';
import { begunField, begunRow, begunRule, fieldsAt } from './rule-forms.ts';

/**
 * The form of an article: every value of the entry has one field, named by its place (`/bands/fee/rows/@0/to`), so
 * that what comes back is the whole entry. `:n` and `:b` at the end say that a value is a number or true/false.
 */
export function fieldName(parts: readonly string[], value?: unknown): string {
  const suffix = typeof value === 'number' ? ':n' : typeof value === 'boolean' ? ':b' : '';
  return `/${parts.map(encodeURIComponent).join('/')}${suffix}`.replaceAll('%40', '@');
}

/** The parts of a field's name. */
export function partsOfField(name: string): string[] {
  return name
    .replace(/:[nb]$/, '')
    .slice(1)
    .split('/')
    .map(decodeURIComponent);
}

/** The entry as it was filled in. Empty fields are absent; rows are kept while empty, so that they can be filled. */
export function entryFrom(form: FormData): Entry {
  const entry: Record<string, unknown> = {};
  for (const [name, value] of form) {
    if (!name.startsWith('/') || typeof value !== 'string') continue;
    put(entry, partsOfField(name), typedValue(name, value.trim()));
  }
  return entry as Entry;
}

function typedValue(name: string, text: string): unknown {
  if (text === '') return undefined;
  if (name.endsWith(':b')) return text === 'true';
  if (name.endsWith(':n') && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (text === 'none' && name.startsWith('/tables/')) return null;
  return text;
}

type Holder = Record<string, unknown> | unknown[];

/** Writes a value at a place, making what it stands in. An absent value makes only the rows that it stands in. */
function put(root: Record<string, unknown>, parts: readonly string[], value: unknown): void {
  const rows = parts.findLastIndex((part) => part.startsWith('@')) + 1;
  const depth = value === undefined ? rows : parts.length - 1;
  let at: Holder = root;
  for (let i = 0; i < depth; i += 1) at = inside(at, parts[i] ?? '', parts[i + 1] ?? '');
  if (value !== undefined) set(at, parts.at(-1) ?? '', value);
}

function inside(at: Holder, part: string, next: string): Holder {
  const known = get(at, part);
  if (typeof known === 'object' && known !== null) return known as Holder;
  const made: Holder = next.startsWith('@') ? [] : {};
  set(at, part, made);
  return made;
}

function get(at: Holder, part: string): unknown {
  if (Array.isArray(at)) return at[indexOf(part)];
  return Object.hasOwn(at, part) ? at[part] : undefined;
}

function set(at: Holder, part: string, value: unknown): void {
  if (Array.isArray(at)) at[indexOf(part)] = value;
  else Object.defineProperty(at, part, { value, writable: true, enumerable: true, configurable: true });
}

/** At most a thousand rows: a number above it comes from no form of ours. */
function indexOf(part: string): number {
  return Math.min(Number(part.slice(1)) || 0, 999);
}

/** What a button of the form does to the entry besides saving it: `add /bands/fee/rows`, `remove /steps/@1` … */
export function applied(entry: Entry, operation: string, form: FormData): Entry {
  const [act = '', place = ''] = operation.split(' ');
  const text = (name: string) => String(form.get(name) ?? '').trim();
  switch (act) {
    case 'add': {
      const parts = partsOfField(place);
      const row = parts[0] === 'rule' ? begunRow(useOf(entry), parts.slice(1)) : null;
      return edited(entry, parts, (rows) => [...rows, row ?? emptyLike(rows.at(-1))]);
    }
    case 'begin-rule':
      return { ...entry, rule: begunRule(text('rule-form')) };
    case 'add-field':
      return withField(entry, partsOfField(place), text(`new-field ${place}`));
    case 'remove-field':
      return withoutField(entry, partsOfField(place));
    case 'remove': {
      const parts = partsOfField(place);
      return edited(entry, parts.slice(0, -1), (rows) =>
        rows.filter((_, index) => index !== indexOf(parts.at(-1) ?? '')),
      );
    }
    case 'add-table': {
      const keys = [text('new-table-key-1'), text('new-table-key-2')].filter(Boolean);
      if (!text('new-table') || keys.length === 0) return entry;
      return { ...entry, tables: { ...entry.tables, [text('new-table')]: { keys, cells: {} } } };
    }
    case 'add-band':
      if (!text('new-band')) return entry;
      return { ...entry, bands: { ...entry.bands, [text('new-band')]: { rows: [{ from: '0' }] } } };
    case 'drop': {
      const [group = '', name = ''] = partsOfField(place);
      const kept = Object.entries((entry[group] as object | undefined) ?? {}).filter(([key]) => key !== name);
      return { ...entry, [group]: kept.length > 0 ? Object.fromEntries(kept) : undefined };
    }
    default:
      return entry;
  }
}

function useOf(entry: Entry): string {
  return (entry.rule as { use?: string } | undefined)?.use ?? '';
}

/** Puts a field that its form knows into a part of the rule. */
function withField(entry: Entry, parts: readonly string[], name: string): Entry {
  const fields = fieldsAt(useOf(entry), parts.slice(1));
  const field = fields?.[name];
  if (!fields || !field) return entry;
  return changed(entry, parts, (part) => set(part, name, begunField(field, fields)));
}

function withoutField(entry: Entry, parts: readonly string[]): Entry {
  return changed(entry, parts.slice(0, -1), (part) => {
    Reflect.deleteProperty(part, parts.at(-1) ?? '');
  });
}

function changed(entry: Entry, parts: readonly string[], change: (part: Holder) => void): Entry {
  const copy = structuredClone(entry);
  let at: Holder = copy as Record<string, unknown>;
  for (const [i, part] of parts.entries()) at = inside(at, part, parts[i + 1] ?? '');
  change(at);
  return copy;
}

function edited(entry: Entry, parts: readonly string[], change: (rows: unknown[]) => unknown[]): Entry {
  const copy = structuredClone(entry);
  let at: Holder = copy as Record<string, unknown>;
  for (const [i, part] of parts.slice(0, -1).entries()) at = inside(at, part, parts[i + 1] ?? '');
  const last = parts.at(-1) ?? '';
  const rows = get(at, last);
  set(at, last, change(Array.isArray(rows) ? rows : []));
  return copy;
}

/** A row of the same form with nothing filled in; what only names a form of rule is kept. */
function emptyLike(row: unknown): unknown {
  if (Array.isArray(row)) return [];
  if (typeof row !== 'object' || row === null) return '';
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'object' ? emptyLike(value) : '']),
  );
}
