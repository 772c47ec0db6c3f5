import { m } from '#lib/paraglide/messages.js';

/** Good standing; something is due soon or incomplete; not in good standing or suspended; unknown or no member. */
export type Standing = 'good' | 'warn' | 'bad' | 'none';

const WORDS = {
  good: m.common_standing_good,
  warn: m.common_standing_warn,
  bad: m.common_standing_bad,
  none: m.common_standing_none,
};

/** What a light says, in the reader's language. */
export const standingWords = (light: Standing): string => WORDS[light]();
