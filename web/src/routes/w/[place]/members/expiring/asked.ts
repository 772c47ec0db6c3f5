import type { DocumentKind } from '#lib/operations.ts';

const KINDS = ['statutes', 'audit', 'annual_report', 'other'];
const MOST = 3660;

/** What the address asks of the documents that expire: within how many days, of which kind. */
export function expiringAsked(given: URLSearchParams): { within: number; kind: DocumentKind | null } {
  const days = Number(given.get('within') ?? 90);
  const kind = given.get('kind') ?? '';
  return {
    within: Number.isInteger(days) && days >= 0 && days <= MOST ? days : 90,
    kind: KINDS.includes(kind) ? (kind as DocumentKind) : null,
  };
}
