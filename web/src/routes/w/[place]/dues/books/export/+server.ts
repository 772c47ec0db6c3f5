import { error } from '@sveltejs/kit';
import { major } from '#lib/amount.ts';
import { csv } from '#lib/csv.ts';
import { NetworkBooks, RegionBooks, Workspace } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { read } from '#lib/server/api.ts';
import { placeAt } from '#lib/server/workspace.ts';
import { accountName, inOrder } from '../accounts.ts';
import type { RequestHandler } from './$types';

/** The trial balance as CSV; amounts as plain decimals. */
export const GET: RequestHandler = async (event) => {
  const { regions } = await read(event, Workspace);
  const place = placeAt(event.params.place, regions);
  if (!place || place.kind === 'council') error(404, 'NOT_FOUND');
  const rows = place.region
    ? (await read(event, RegionBooks, { code: place.region.code })).region?.trialBalance
    : (await read(event, NetworkBooks)).network?.trialBalance;
  if (!rows || rows.length === 0) error(403, 'FORBIDDEN');
  const header = [
    m.dues_journal_account(),
    m.dues_journal_account_name(),
    m.dues_currency(),
    m.dues_journal_debit(),
    m.dues_journal_credit(),
    m.dues_books_standing(),
  ];
  return csv(`trial-balance-${place.key}`, [
    header,
    ...inOrder(rows).map(({ account, currency, debit, credit, balance }) => [
      account,
      accountName(account),
      currency,
      ...[debit, credit, balance].map((minor) => major({ minor, currency })),
    ]),
  ]);
};
