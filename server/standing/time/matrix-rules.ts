import type { Arguments, TypeRule } from '../../test/matrix/matrix.ts';

/** Structure is public, standing is for whoever is signed in, and sums of dues for readers of them, each of their region. */
export const TIME_TYPES = {
  ChangeDay: { rule: 'public', fields: 'day changes' },
  Comparison: { rule: 'public', fields: 'from until counts regions changes totals' },
  ChangeCount: { rule: 'public', fields: 'kind count' },
  ComparedRegion: {
    rule: 'public',
    fields: 'region joined left movedIn movedOut category standing',
  },
  ComparedChangePage: { rule: 'public', fields: 'rows next previous total' },
  ComparedChange: { rule: 'public', fields: 'id kind member regionFrom regionUntil before after' },
  RestatedTotals: { rule: 'public', fields: 'region membersFrom membersUntil dues duesElsewhere' },
  RestatedDues: {
    rule: { topic: 'dues', anywhere: true, totals: true },
    fields: 'day year currency assessed paid outstanding',
  },
} as const satisfies Record<string, TypeRule>;

export const TIME_FIELDS = { Network: 'changeDays comparison', Region: 'changeDays comparison' };

const DAYS = '(from: "2015-01-01", until: "2026-06-01")';
export const TIME_ARGUMENTS: Arguments = { 'Network.comparison': [DAYS], 'Region.comparison': [DAYS] };
