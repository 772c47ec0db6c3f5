/** The fields of every structured rule, read off their schemas: what an editor needs to offer them one by one. */
import type { z } from 'zod';
import { BLOCK_SCHEMAS } from './blocks/registry.ts';

export type FieldKind =
  | 'expression'
  | 'text'
  | 'number'
  | 'truth'
  | 'choice'
  | 'list'
  | 'map'
  | 'part'
  | 'rows';

export interface FieldForm {
  readonly kind: FieldKind;
  /** Must be there. */
  readonly need?: true;
  /** What may be chosen, with `|` between. */
  readonly options?: string;
  /** Fields of a part, or of each row. */
  readonly of?: FieldForms;
  /** A part or row of the same form as the one that it stands in. */
  readonly again?: true;
}

export type FieldForms = { readonly [name: string]: FieldForm };

/** Fields by the name of the rule's form (`quorum`, `split` …). */
export function ruleForms(): Record<string, FieldForms> {
  return Object.fromEntries(
    BLOCK_SCHEMAS.map((schema) => {
      const { use, ...fields } = shapeOf(schema as unknown as Schema);
      return [use?.def.values?.[0] ?? '', formsOf(fields, new Set())] as const;
    }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** What is read of a schema's definition. */
interface Schema {
  readonly description?: string | undefined;
  readonly def: {
    readonly type: z.core.$ZodTypeDef['type'];
    readonly innerType?: Schema;
    readonly in?: Schema;
    readonly element?: Schema;
    readonly shape?: Record<string, Schema>;
    readonly entries?: Record<string, string>;
    readonly values?: readonly string[];
    readonly getter?: () => Schema;
  };
}

function shapeOf(schema: Schema): Record<string, Schema> {
  return schema.def.shape ?? {};
}

function formsOf(shape: Record<string, Schema>, within: ReadonlySet<Schema>): FieldForms {
  return Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, formOf(field, within)]));
}

function formOf(field: Schema, within: ReadonlySet<Schema>): FieldForm {
  const { schema, need } = unwrapped(field);
  return { ...kindOf(schema, within), ...(need ? { need: true as const } : {}) };
}

function unwrapped(field: Schema): { schema: Schema; need: boolean } {
  let [schema, need] = [field, true];
  while (schema.def.innerType && !schema.description) {
    if (schema.def.type === 'optional' || schema.def.type === 'default') need = false;
    schema = schema.def.innerType;
  }
  return { schema, need };
}

function kindOf(schema: Schema, within: ReadonlySet<Schema>): FieldForm {
  const { def } = schema;
  if (schema.description?.startsWith('expression')) return { kind: 'expression' };
  if (def.type === 'lazy' && def.getter) {
    return within.has(schema)
      ? { kind: 'part', again: true }
      : kindOf(def.getter(), new Set([...within, schema]));
  }
  if (def.type === 'object') return { kind: 'part', of: formsOf(shapeOf(schema), within) };
  if (def.type === 'array' && def.element) return rowsOf(kindOf(unwrapped(def.element).schema, within));
  if (def.type === 'enum') return { kind: 'choice', options: Object.keys(def.entries ?? {}).join('|') };
  if (def.type === 'boolean' || def.type === 'literal') return { kind: 'truth' };
  if (def.type === 'record') return { kind: 'map' };
  return { kind: def.type === 'pipe' ? 'number' : 'text' };
}

function rowsOf(element: FieldForm): FieldForm {
  if (element.kind === 'part') return { ...element, kind: 'rows' };
  return element.options ? { kind: 'list', options: element.options } : { kind: 'list' };
}
