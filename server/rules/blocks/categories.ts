/** The categories of members: names, who may become one of them and on what conditions, and what they may do. */
import { z } from 'zod';
import { type Block, record } from '../block.ts';
import { expression } from '../expr.ts';

const words = z.record(z.string(), z.string());

/** A condition of eligibility: handed in as a document, declared as a fact, or judged by those who decide. */
const condition = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  title: words,
  help: words.optional(),
  /** The kind of document that shows it. */
  document: z.string().min(1).optional(),
  /** The fact that the applicant declares. */
  fact: z.string().min(1).optional(),
  /** Whether it is met; without one, those who decide say so. */
  test: expression('boolean').optional(),
  /** A soft one is worth a look, and bars nobody. */
  hard: z.boolean().default(true),
});

const schema = z.strictObject({
  use: z.literal('categories'),
  categories: z
    .array(
      z.strictObject({
        code: z.union([z.string().min(1), z.int()]).transform(String),
        name: words,
        description: words.optional(),
        admits: z.enum(['organisation', 'individual']).default('organisation'),
        eligibility: z.array(condition).optional(),
        rights: z
          .array(z.strictObject({ name: z.string().regex(/^[a-z][a-z0-9_]*$/), title: words }))
          .optional(),
      }),
    )
    .min(1),
});

export type CategoriesConfig = z.infer<typeof schema>;

/** Value: the list of codes. Conditions are computed one by one, for one applicant, where they are asked. */
export const categories: Block<CategoriesConfig> = {
  schema,
  result: (config) => ({
    k: 'list',
    item: { k: 'text', values: config.categories.map((category) => category.code) },
  }),
  faults: (config) => [
    ...twice(config.categories.map(({ code }) => code)).map((code) => ({
      code: 'category_twice',
      place: 'categories',
      reason: `the category '${code}' stands twice`,
    })),
    ...config.categories.flatMap(({ code, eligibility = [], rights = [] }, i) => [
      ...twice(eligibility.map(({ name }) => name)).map((name) => ({
        code: 'condition_twice',
        place: `categories[${i}].eligibility`,
        reason: `the condition '${name}' of category '${code}' stands twice`,
      })),
      ...twice(rights.map(({ name }) => name)).map((name) => ({
        code: 'right_twice',
        place: `categories[${i}].rights`,
        reason: `the right '${name}' of category '${code}' stands twice`,
      })),
    ]),
  ],
  run: (config) => ({ value: config.categories.map((category) => category.code), details: record({}) }),
};

const twice = (names: string[]) => names.filter((name, i) => names.indexOf(name) < i);
