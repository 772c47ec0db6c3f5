import { error } from '@sveltejs/kit';
import { csv } from '#lib/csv.ts';
import { ReferenceList, type ReferenceListQuery } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { read } from '#lib/server/api.ts';
import type { RequestHandler } from './$types';

async function page(event: Parameters<RequestHandler>[0], after: string | null | undefined) {
  const { referenceVintage } = await read(event, ReferenceList, {
    id: event.params.id,
    first: 100,
    after,
  });
  return referenceVintage;
}

/** A list as it was loaded, with its codes. */
export const GET: RequestHandler = async (event) => {
  const rows: string[][] = [];
  let name = '';
  let after: string | null | undefined = null;
  do {
    const found: ReferenceListQuery['referenceVintage'] = await page(event, after);
    if (!found) error(404, 'NOT_FOUND');
    name = found.kind;
    for (const { key, from, until, period, value } of found.values.rows)
      rows.push([key, from ?? '', until ?? '', period ?? '', value]);
    after = found.values.next;
  } while (after);
  const header = [
    m.dues_reference_key(),
    m.dues_reference_from(),
    m.dues_reference_until(),
    m.dues_reference_period(),
    m.dues_value(),
  ];
  return csv(name, [header, ...rows]);
};
