import type { Locale } from '#lib/format.ts';

/** Translatable content; `fallback` when it is not in the language that was asked for. */
export type Content = { value: string; locale: Locale; fallback: boolean };
