import { error } from '@sveltejs/kit';
import { major } from '#lib/amount.ts';
import { csv } from '#lib/csv.ts';
import { Workspace, WorkspaceRights } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { read } from '#lib/server/api.ts';
import { placeAt } from '#lib/server/workspace.ts';
import { duesAccounts } from '../accounts.ts';
import { stateWords } from '../states.ts';
import type { RequestHandler } from './$types';

/** The whole table with its filters, in the reader's language; amounts as plain decimals. */
export const GET: RequestHandler = async (event) => {
  const { regions } = await read(event, Workspace);
  const place = placeAt(event.params.place, regions);
  if (!place || place.kind === 'council') error(404, 'NOT_FOUND');
  const rights = await read(event, WorkspaceRights, { placeId: place.id });
  if (!rights.viewer?.capabilitiesAt.includes('dues.read')) error(403, 'FORBIDDEN');
  const rows: string[][] = [];
  let after: string | null = null;
  do {
    const found = await duesAccounts(event, place, { first: 100, after });
    for (const { member, state, currency, assessed, paid, outstanding } of found?.duesAccounts.rows ?? []) {
      const amounts = [assessed, paid, outstanding].map((minor) => major({ minor, currency }));
      rows.push([
        String(member.id),
        member.name,
        member.country.iso2,
        member.region?.code ?? '',
        member.category ?? '',
        stateWords(state),
        currency,
        ...amounts,
      ]);
    }
    after = found?.duesAccounts.next ?? null;
  } while (after);
  const header = [
    m.dues_number(),
    m.common_name(),
    m.common_country(),
    m.member_region(),
    m.common_category(),
    m.common_status(),
    m.dues_currency(),
    m.dues_assessed(),
    m.dues_paid(),
    m.dues_outstanding(),
  ];
  return csv(`dues-${place.key}`, [header, ...rows]);
};
