import type { RequestEvent } from '@sveltejs/kit';
import { NetworkInvoices, RegionInvoices } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { read } from '#lib/server/api.ts';
import type { WorkspacePlace } from '#lib/server/workspace.ts';

const SORTS = { issued: 'ISSUED', number: 'NUMBER', amount: 'AMOUNT' } as const;
const STATES = ['open', 'partly', 'overdue', 'paid', 'credited'] as const;
const KINDS = ['invoice', 'credit_note'] as const;

/** What the address asks for: filters, order and page. The newest stand first. */
export function invoiceFilters(params: URLSearchParams) {
  const sort = params.get('sort') ?? '-issued';
  const key = sort.replace(/^-/, '') as keyof typeof SORTS;
  const year = params.get('year') ?? '';
  return {
    state: STATES.find((one) => one === params.get('state')) ?? null,
    kind: KINDS.find((one) => one === params.get('kind')) ?? null,
    year: /^\d{4}$/.test(year) ? Number(year) : null,
    region: params.get('region')?.trim() || null,
    search: params.get('search')?.trim() || null,
    sort: key in SORTS ? sort : '-issued',
    order: { sort: SORTS[key] ?? SORTS.issued, descending: key in SORTS ? sort.startsWith('-') : true },
  };
}

/** One page of the invoices of a region or the network, with the years and regions that it can be narrowed to. */
export async function invoicesOf(event: RequestEvent, place: Pick<WorkspacePlace, 'kind' | 'region'>) {
  const { searchParams } = event.url;
  const { state, kind, year, region, search, order } = invoiceFilters(searchParams);
  const page = { first: 50, after: searchParams.get('after'), before: searchParams.get('before') };
  const variables = { ...page, state, kind, year, search, ...order };
  if (place.kind === 'region' && place.region) {
    const found = await read(event, RegionInvoices, { code: place.region.code, ...variables });
    return found.region && { ...found.region, regions: [] };
  }
  const { network } = await read(event, NetworkInvoices, { ...variables, region });
  return network;
}

/** The words of an invoice's state. */
export function invoiceState(state: string): string {
  return {
    open: m.dues_invoice_state_open,
    partly: m.dues_state_partly,
    overdue: m.dues_state_overdue,
    paid: m.dues_state_paid,
    credited: m.dues_invoice_state_credited,
  }[state as (typeof STATES)[number]]();
}

/** The look of its tag. */
export function invoiceLook(state: string): string {
  return { paid: 'good', partly: 'warn', overdue: 'bad' }[state] ?? '';
}

export const stateChoices = () => STATES.map((value) => ({ value, label: invoiceState(value) }));

/** The words of a kind. */
export function invoiceKind(kind: string): string {
  return kind === 'credit_note' ? m.dues_credit_note() : m.dues_invoice();
}
