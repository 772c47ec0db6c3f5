import { error } from '@sveltejs/kit';
import { CouncilInvoices } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';
import { invoiceFilters, invoicesOf } from './list.ts';

/** A council's invoices; those of a region's or all members, page by page. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (!may.includes('dues.read')) error(403, 'FORBIDDEN');
  if (place.kind === 'council') {
    const { member } = await read(event, CouncilInvoices, { id: place.id });
    if (!member) error(404, 'NOT_FOUND');
    return { council: member.invoices, found: null, filters: null };
  }
  const found = await invoicesOf(event, place);
  return { council: null, found, filters: invoiceFilters(event.url.searchParams) };
};
