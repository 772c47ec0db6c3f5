/** A dated fact. Without `until` it is an event on one day; with `until: null` it still holds. */
export type TimelineEntry = { from: string; until?: string | null; title: string };
