import { error } from '@sveltejs/kit';
import { CommitteeReport, ReportMap } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import { networkMap } from '#lib/server/geo/network-map.ts';
import type { PageServerLoad } from './$types';
import { periodIn, recentYears, startOfBefore } from './period.ts';

/** The report to the Committee of Representatives, or a region's part of it, with the period before to compare. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  const period = periodIn(event.url);
  const asked = { from: event.url.searchParams.get('from'), until: event.url.searchParams.get('until') };
  const base = { asked, years: recentYears(), mayReadRows: may.includes('dues.read') };
  if (place.kind === 'council') return { ...base, kind: 'council' as const };
  if (!period) return { ...base, kind: 'no_period' as const };
  const before = startOfBefore(period);
  const found = await read(event, CommitteeReport, { ...period, before, placeId: place.id });
  if (!found.report) error(403, 'FORBIDDEN');
  const { regions } = await read(event, ReportMap, { lastDay: found.report.lastDay });
  return {
    ...base,
    kind: 'report' as const,
    report: found.report,
    before: found.before,
    map: networkMap(regions),
  };
};
