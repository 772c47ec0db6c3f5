import { error } from '@sveltejs/kit';
import { major } from '#lib/amount.ts';
import { csv } from '#lib/csv.ts';
import { Workspace, WorkspaceRights } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { read } from '#lib/server/api.ts';
import { placeAt } from '#lib/server/workspace.ts';
import { reliefRegister } from '../register.ts';
import { kindWords, planWords, stateWords, termsWords, yearsOf } from '../words.ts';
import type { RequestHandler } from './$types';

/** The register with its filters, in the reader's language; amounts as plain decimals. */
export const GET: RequestHandler = async (event) => {
  const { regions } = await read(event, Workspace);
  const place = placeAt(event.params.place, regions);
  if (!place || place.kind === 'council') error(404, 'NOT_FOUND');
  const rights = await read(event, WorkspaceRights, { placeId: place.id });
  if (!rights.viewer?.capabilitiesAt.includes('dues.read')) error(403, 'FORBIDDEN');
  const rows: string[][] = [];
  let after: string | null = null;
  do {
    const found = await reliefRegister(event, place, { first: 100, after });
    for (const one of found?.reliefs.rows ?? []) {
      const { currency, effect } = one;
      rows.push([
        String(one.member.id),
        one.member.name,
        one.region.code,
        kindWords(one.kind),
        yearsOf(one).join(' '),
        termsWords(one.kind, one.granted ?? one.asked, currency),
        one.askedOn,
        one.state ? stateWords(one.state) : '',
        one.plan ? planWords(one.plan.state) : '',
        currency,
        major({ minor: effect, currency }),
        one.expiresOn ?? '',
        one.sponsor?.name ?? '',
      ]);
    }
    after = found?.reliefs.next ?? null;
  } while (after);
  const header = [
    m.dues_number(),
    m.dues_relief_member(),
    m.member_region(),
    m.dues_relief_kind(),
    m.dues_relief_years(),
    m.dues_relief_terms(),
    m.dues_relief_asked_on(),
    m.common_status(),
    m.dues_relief_kind_plan(),
    m.dues_currency(),
    m.dues_relief_effect(),
    m.common_until(),
    m.dues_relief_sponsor(),
  ];
  return csv(`relief-${place.key}`, [header, ...rows]);
};
