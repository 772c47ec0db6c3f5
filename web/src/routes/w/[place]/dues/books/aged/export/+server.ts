import { error } from '@sveltejs/kit';
import { major } from '#lib/amount.ts';
import { csv } from '#lib/csv.ts';
import { NetworkAged, RegionAged, Workspace } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { read } from '#lib/server/api.ts';
import { placeAt } from '#lib/server/workspace.ts';
import { AGES, ageWords } from '../ages.ts';
import type { RequestHandler } from './$types';

/** All members that owe, by the age of what is open, as CSV. */
export const GET: RequestHandler = async (event) => {
  const { regions } = await read(event, Workspace);
  const place = placeAt(event.params.place, regions);
  if (!place || place.kind === 'council') error(404, 'NOT_FOUND');
  const rows: string[][] = [];
  let after: string | null = null;
  do {
    const page: Page = { first: 100, after, sort: 'NAME', descending: false };
    const found: { agedMembers: { next?: string | null; rows: readonly Aged[] } } | null | undefined =
      place.region
        ? (await read(event, RegionAged, { code: place.region.code, ...page })).region
        : (await read(event, NetworkAged, page)).network;
    for (const one of found?.agedMembers.rows ?? []) {
      const { currency } = one;
      const amounts = [...AGES.map((age) => one[age]), one.total].map((minor) => major({ minor, currency }));
      rows.push([String(one.member.id), one.member.name, currency, ...amounts]);
    }
    after = found?.agedMembers.next ?? null;
  } while (after);
  const header = [m.dues_number(), m.common_name(), m.dues_currency(), ...ageWords(), m.dues_outstanding()];
  return csv(`receivables-${place.key}`, [header, ...rows]);
};

type Page = { first: number; after: string | null; sort: 'NAME'; descending: boolean };
type Aged = { member: { id: number; name: string }; currency: string; total: string } & Record<
  (typeof AGES)[number],
  string
>;
