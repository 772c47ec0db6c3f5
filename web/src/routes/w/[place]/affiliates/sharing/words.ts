import type { SharingLevel } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';

export const LEVELS: SharingLevel[] = ['counts', 'list', 'sizes', 'keep'];

/** What is shared, as a plain sentence of the council's. */
export function levelWords(level: SharingLevel): string {
  return {
    counts: m.sharing_level_counts,
    list: m.sharing_level_list,
    sizes: m.sharing_level_sizes,
    keep: m.sharing_level_keep,
  }[level]();
}

/** The same in a word or two, for the cell of a table. */
export function levelShort(level: SharingLevel): string {
  return {
    counts: m.counts_level_counts,
    list: m.counts_level_list,
    sizes: m.counts_level_sizes,
    keep: m.counts_level_keep,
  }[level]();
}
