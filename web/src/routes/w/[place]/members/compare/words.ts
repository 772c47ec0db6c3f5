import { m } from '#lib/paraglide/messages.js';

/** What a kind of change is called. */
export function kindWords(kind: 'joined' | 'left' | 'moved' | 'category' | 'standing'): string {
  return {
    joined: m.time_kind_joined,
    left: m.time_kind_left,
    moved: m.time_kind_moved,
    category: m.time_kind_category,
    standing: m.time_kind_standing,
  }[kind]();
}
