/** The structured rules that a rulebook can use. */
import type { z } from 'zod';
import type { Block } from '../block.ts';
import { categories } from './categories.ts';
import { decision } from './decision.ts';
import { quorum } from './quorum.ts';
import { split } from './split.ts';

// biome-ignore lint/suspicious/noExplicitAny: each block knows its own configuration; the registry only keeps them.
const BLOCKS: Readonly<Record<string, Block<any>>> = { categories, decision, quorum, split };

export const BLOCK_SCHEMAS = Object.values(BLOCKS).map((block) => block.schema) as unknown as [
  z.core.$ZodTypeDiscriminable & z.ZodType,
  ...(z.core.$ZodTypeDiscriminable & z.ZodType)[],
];

// biome-ignore lint/suspicious/noExplicitAny: see above.
export function blockOf(rule: { use: string }): Block<any> {
  return BLOCKS[rule.use] as Block<unknown>;
}
