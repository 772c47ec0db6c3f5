/** The categories of members, with their names and attributes. */
import { z } from 'zod';
import { type Block, record } from '../block.ts';

const schema = z.strictObject({
  use: z.literal('categories'),
  categories: z
    .array(
      z.strictObject({
        code: z.union([z.string().min(1), z.int()]).transform(String),
        name: z.record(z.string(), z.string()),
        description: z.record(z.string(), z.string()).optional(),
      }),
    )
    .min(1),
});

export type CategoriesConfig = z.infer<typeof schema>;

/** Value: the list of codes. */
export const categories: Block<CategoriesConfig> = {
  schema,
  result: (config) => ({
    k: 'list',
    item: { k: 'text', values: config.categories.map((category) => category.code) },
  }),
  faults: (config) =>
    config.categories
      .filter((category, i) => config.categories.findIndex((other) => other.code === category.code) < i)
      .map((category) => ({
        code: 'category_twice',
        place: 'categories',
        reason: `the category '${category.code}' stands twice`,
      })),
  run: (config) => ({ value: config.categories.map((category) => category.code), details: record({}) }),
};
