import type { MemberSort, StandingLight } from '#lib/operations.ts';

const SORTS: Record<string, MemberSort> = {
  name: 'NAME',
  since: 'SINCE',
  country: 'COUNTRY',
  category: 'CATEGORY',
  standing: 'STANDING',
};

const LIGHTS: readonly StandingLight[] = ['good', 'warn', 'bad', 'none'];

/** What the address asks of the list of members: search, filters, order and page. */
export function memberQuery(search: URLSearchParams) {
  const sort = search.get('sort') ?? 'name';
  const suspended = search.get('suspended');
  return {
    first: 50,
    after: search.get('after'),
    before: search.get('before'),
    sort: SORTS[sort.replace(/^-/, '')] ?? 'NAME',
    descending: sort.startsWith('-'),
    search: search.get('search')?.trim() || null,
    category: search.get('category') || null,
    standing: LIGHTS.find((light) => light === search.get('standing')) ?? null,
    suspended: suspended === 'yes' ? true : suspended === 'no' ? false : null,
  };
}
