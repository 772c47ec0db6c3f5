import type { ActivitySort, ActivityState } from '#lib/operations.ts';

/** What a page of activities shows, as its address says; anything unreadable filters nothing. */
export interface ActivityFilters {
  component: number | null;
  year: number | null;
  state: ActivityState | null;
  /** A region's code, or `network`. */
  region: string | null;
  /** As in `?sort=`. */
  sort: string;
}

const states: Record<string, ActivityState> = {
  PLANNED: 'PLANNED',
  HELD: 'HELD',
  REPORTED: 'REPORTED',
  WITHDRAWN: 'WITHDRAWN',
};
const sorts: Record<string, ActivitySort> = { start: 'START', title: 'TITLE' };

export function filtersOf(params: URLSearchParams): ActivityFilters {
  const whole = (name: string, most: number) => {
    const value = Number(params.get(name));
    return Number.isInteger(value) && value > 0 && value <= most ? value : null;
  };
  const region = params.get('region');
  const sort = params.get('sort') ?? '-start';
  return {
    component: whole('component', 99),
    year: whole('year', 9999),
    state: states[params.get('state') ?? ''] ?? null,
    region: region && region !== 'all' ? region : null,
    sort: sorts[sort.replace(/^-/, '')] ? sort : '-start',
  };
}

/** The sort and place in the list, as the API takes them. */
export function pageOf(params: URLSearchParams, sort: string) {
  return {
    sort: sorts[sort.replace(/^-/, '')] ?? 'START',
    descending: sort.startsWith('-'),
    after: params.get('after'),
    before: params.get('before'),
  };
}

/** The period [from, until) that a year, or else a programme, spans. */
export function periodOf(year: number | null, programme: { from: string; until: string } | null) {
  if (!year) return { from: programme?.from ?? null, until: programme?.until ?? null };
  const day = (of: number) => `${String(of).padStart(4, '0')}-01-01`;
  return { from: day(year), until: year < 9999 ? day(year + 1) : null };
}
