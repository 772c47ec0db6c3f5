/** The structured rules that a rulebook can use. */
import type { z } from 'zod';
import type { Block } from '../block.ts';
import { adjustments } from './adjustments.ts';
import { aftermath } from './aftermath.ts';
import { apportion } from './apportion.ts';
import { boxes } from './boxes.ts';
import { categories } from './categories.ts';
import { checks } from './checks.ts';
import { choice } from './choice.ts';
import { decision } from './decision.ts';
import { election } from './election.ts';
import { allocation, plan, terms } from './ledger.ts';
import { pool } from './pool.ts';
import { proxies } from './proxies.ts';
import { quorum } from './quorum.ts';
import { ranked } from './ranked.ts';
import { roll } from './roll.ts';
import { rounds } from './rounds.ts';
import { schedule } from './schedule.ts';
import { split } from './split.ts';
import { standing } from './standing.ts';

// biome-ignore lint/suspicious/noExplicitAny: each block knows its own configuration; the registry only keeps them.
const BLOCKS: Readonly<Record<string, Block<any>>> = {
  adjustments,
  aftermath,
  allocation,
  apportion,
  boxes,
  categories,
  checks,
  choice,
  decision,
  election,
  plan,
  pool,
  proxies,
  quorum,
  ranked,
  roll,
  rounds,
  schedule,
  split,
  standing,
  terms,
};

export const BLOCK_SCHEMAS = Object.values(BLOCKS).map((block) => block.schema) as unknown as [
  z.core.$ZodTypeDiscriminable & z.ZodType,
  ...(z.core.$ZodTypeDiscriminable & z.ZodType)[],
];

export const BLOCK_NAMES: readonly string[] = Object.keys(BLOCKS);

/** Whether a rule names one of these forms. */
export function isBlock(rule: object): boolean {
  return 'use' in rule && typeof rule.use === 'string' && Object.hasOwn(BLOCKS, rule.use);
}

// biome-ignore lint/suspicious/noExplicitAny: see above.
export function blockOf(rule: { use: string }): Block<any> {
  return BLOCKS[rule.use] as Block<unknown>;
}
