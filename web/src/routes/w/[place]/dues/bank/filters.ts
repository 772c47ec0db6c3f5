import type { BankLineFilter, BankLineSort } from '#lib/operations.ts';

const STATES: BankLineFilter[] = ['open', 'held', 'suspense', 'decided', 'all'];
const SORTS: Record<string, BankLineSort> = { confidence: 'CONFIDENCE', date: 'DATE', amount: 'AMOUNT' };

/** What the address asks the inbox for: state, order, words, file, and from which confidence on. */
export function inboxFilters(params: URLSearchParams) {
  const sort = params.get('sort') ?? '-confidence';
  const confidence = Number(params.get('confidence'));
  return {
    state: STATES.find((one) => one === params.get('state')) ?? 'open',
    sort: sort.replace(/^-/, '') in SORTS ? sort : '-confidence',
    order: {
      sort: SORTS[sort.replace(/^-/, '')] ?? ('CONFIDENCE' as const),
      descending: sort.replace(/^-/, '') in SORTS ? sort.startsWith('-') : true,
    },
    search: params.get('search')?.trim() || null,
    file: /^[0-9a-f-]{36}$/.test(params.get('file') ?? '') ? params.get('file') : null,
    confidence: confidence >= 1 && confidence <= 100 ? Math.round(confidence) : null,
  };
}
