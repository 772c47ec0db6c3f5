/** The rulebook document: its schema and its types. What the names and references mean is checked in check.ts. */
import { z } from 'zod';
import { BLOCK_NAMES, BLOCK_SCHEMAS, isBlock } from './blocks/registry.ts';
import { ROUNDING_MODES } from './exact.ts';
import { type Expr, exactNumber, expression, quantum } from './expr.ts';
import { dayFromText } from './values.ts';

export const FORMAT = 'ninefold-rulebook/1';
export const KINDS = [
  'category',
  'dues',
  'standing',
  'weight',
  'quorum',
  'majority',
  'election',
  'split',
  'calendar',
  'adjustment',
  'ledger',
  'roll',
  'proxy',
  'table',
  'other',
] as const;

const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/, 'a name has letters, digits and _, and begins with a letter');
const isoDay = z.string().refine((text) => dayFromText(text) !== null, 'not a day such as 2024-01-01');
const localized = z.record(
  z.string().regex(/^[a-z]{2}$/, 'a language is two letters'),
  z.string().min(1).max(5000),
);
const adoptedBy = z.strictObject({
  body: z.string().min(1),
  resolution: z.string().optional(),
  date: isoDay.optional(),
});

const edition = z.strictObject({
  version: z.int().min(1),
  validFrom: isoDay,
  retroactiveFrom: isoDay.optional(),
  adoptedBy,
  note: z.string().optional(),
});

const FACT_TYPES = ['number', 'integer', 'text', 'boolean', 'date', 'list', 'record', 'map', 'any'] as const;

interface FactInput {
  type: (typeof FACT_TYPES)[number];
  [key: string]: unknown;
}

const factShape = {
  type: z.enum(FACT_TYPES),
  label: localized.optional(),
  unit: z.string().optional(),
  min: exactNumber.optional(),
  max: exactNumber.optional(),
  values: z
    .array(z.union([z.string(), z.int()]).transform(String))
    .min(1)
    .optional(),
  /** Key of an article of kind `category` whose codes are the values. */
  valuesFrom: name.optional(),
  optional: z.boolean().optional(),
  cap: exactNumber.optional(),
  maxAgeDays: z.int().min(0).optional(),
  fallback: z
    .array(z.union([z.literal('last_declared'), z.literal('set'), z.strictObject({ value: z.json() })]))
    .optional(),
  source: z.string().optional(),
  /** Every member is asked for it, each year. */
  declared: z.boolean().optional(),
  /** What of a member's register it counts, and on which day of the year before (MM-DD): proposed to whoever declares it. */
  counted: z
    .strictObject({
      what: z.enum(['affiliates', 'persons']),
      on: z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/),
    })
    .optional(),
  /** What a member should count, beside the field of its declaration. */
  help: localized.optional(),
} as const;

export type FactDeclaration = z.infer<z.ZodObject<typeof factShape>> & {
  of?: FactDeclaration | undefined;
  fields?: Record<string, FactDeclaration> | undefined;
};

const fact: z.ZodType<FactDeclaration, FactInput> = z.lazy(() =>
  z.strictObject({ ...factShape, of: fact.optional(), fields: z.record(name, fact).optional() }),
) as z.ZodType<FactDeclaration, FactInput>;

const cell = z.union([expression('any'), z.null()]);
type Cells = Expr | null | { [key: string]: Cells };
const cells: z.ZodType<Cells> = z.lazy(() =>
  z.union([cell, z.record(z.string(), cells)]),
) as z.ZodType<Cells>;

const table = z.strictObject({
  keys: z
    .array(
      z.union([
        name,
        z.strictObject({ name, values: z.array(z.union([z.string(), z.int()]).transform(String)).min(1) }),
      ]),
    )
    .min(1)
    .max(4),
  unit: z.string().optional(),
  cells: z.record(z.string(), cells),
  note: z.string().optional(),
});

const bounds = {
  from: exactNumber.optional(),
  above: exactNumber.optional(),
  to: exactNumber.optional(),
  below: exactNumber.optional(),
};
const bandRow = z.strictObject({
  ...bounds,
  value: expression('any', { names: { x: { k: 'number' } } }).optional(),
  values: z.record(name, expression('any', { names: { x: { k: 'number' } } })).optional(),
  /** A hole that the published rule leaves: named, with the reason; its value is none. */
  gap: z.string().optional(),
});

const band = z.strictObject({
  mode: z.enum(['slab', 'marginal']).default('slab'),
  whole: z.boolean().default(false),
  domain: z.strictObject(bounds).optional(),
  unit: z.string().optional(),
  argumentUnit: z.string().optional(),
  rows: z.array(bandRow).min(1).max(500),
  note: z.string().optional(),
});

const rounding = z.strictObject({ mode: z.enum(ROUNDING_MODES).default('half_up'), quantum });
const step = z.strictObject({
  name,
  value: expression('any'),
  round: rounding.optional(),
  unit: z.string().optional(),
  note: z.string().optional(),
});
const rule = z.unknown().transform((given, context) => {
  if (typeof given === 'object' && given !== null && !isBlock(given)) {
    const use = (given as { use?: unknown }).use;
    context.addIssue({
      code: 'custom',
      path: ['use'],
      message: `${use === undefined ? 'a structured rule names its form in use' : `'${String(use)}' is not a form of rule`}: one of ${BLOCK_NAMES.join(', ')}`,
      params: { code: 'unknown_use' },
    });
    return z.NEVER;
  }
  const schema =
    typeof given === 'object' && given !== null
      ? z.discriminatedUnion('use', BLOCK_SCHEMAS)
      : expression('any');
  const read = schema.safeParse(given);
  if (read.success) return read.data as Expr | { use: string };
  for (const issue of read.error.issues)
    context.addIssue({ ...issue, code: 'custom', path: [...issue.path], message: issue.message });
  return z.NEVER;
});

const article = z.strictObject({
  no: z.string().min(1).max(40),
  key: name,
  kind: z.enum(KINDS),
  title: localized,
  text: localized.optional(),
  version: z.int().min(1).optional(),
  validFrom: isoDay.optional(),
  retroactiveFrom: isoDay.optional(),
  adoptedBy: adoptedBy.optional(),
  source: z.string().optional(),
  note: z.union([z.string(), localized]).optional(),
  repealed: z.literal(true).optional(),
  unit: z.string().optional(),
  tables: z.record(name, table).optional(),
  bands: z.record(name, band).optional(),
  steps: z.array(step).max(100).optional(),
  rule: rule.optional(),
  round: rounding.optional(),
});

export const documentSchema = z.strictObject({
  $schema: z.string().optional(),
  format: z.literal(FORMAT),
  code: z.string().regex(/^[a-z0-9-]{1,60}$/),
  title: localized,
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/))
    .min(1)
    .default(['en']),
  note: z.union([z.string(), localized]).optional(),
  sources: z.array(z.string()).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  versions: z.array(edition).min(1),
  facts: z.record(name, fact).default({}),
  articles: z.array(article).min(1).max(2000),
});

export type RulebookDocument = z.infer<typeof documentSchema>;
export type ArticleDocument = z.infer<typeof article>;
export type EditionDocument = z.infer<typeof edition>;
export type TableDocument = z.infer<typeof table>;
export type BandDocument = z.infer<typeof band>;
export type BandRow = z.infer<typeof bandRow>;
export type Rounding = z.infer<typeof rounding>;
export type CellTree = Cells;
