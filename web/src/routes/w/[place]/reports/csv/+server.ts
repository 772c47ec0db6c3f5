import { error } from '@sveltejs/kit';
import { major } from '#lib/amount.ts';
import { csv } from '#lib/csv.ts';
import { CommitteeReport, type CommitteeReportQuery } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import { periodIn, startOfBefore } from '../period.ts';
import type { RequestHandler } from './$types';

type Report = NonNullable<CommitteeReportQuery['report']>;
type Line = (string | number)[];

/** A table of the report as CSV, in the words of the contract, so that programs can read it in any language. */
export const GET: RequestHandler = async (event) => {
  const period = periodIn(event.url);
  const table = TABLES[event.url.searchParams.get('table') ?? ''];
  if (!period || !table) error(404, 'NOT_FOUND');
  const placeId = await placeIdOf(event);
  const { report } = await read(event, CommitteeReport, {
    ...period,
    before: startOfBefore(period),
    placeId,
  });
  if (!report) error(403, 'FORBIDDEN');
  return csv(`${event.url.searchParams.get('table')}-${report.from}-${report.lastDay}`, table(report));
};

const TABLES: Record<string, (report: Report) => Line[]> = {
  members: ({ members }) => [
    ['region', 'at_start', 'gained', 'lost', 'moved_in', 'moved_out', 'at_end', 'suspended'],
    ...members.map((row) => [
      row.region.code,
      row.atStart,
      row.gained,
      row.lost,
      row.movedIn,
      row.movedOut,
      row.atEnd,
      row.suspended,
    ]),
  ],
  changes: ({ changes }) => [
    ['date', 'kind', 'member_number', 'member', 'region', 'other_region'],
    ...changes.map((row) => [
      row.on,
      row.kind,
      row.member.id,
      row.member.name,
      row.region.code,
      row.otherRegion?.code ?? '',
    ]),
  ],
  dues: ({ dues }) => [
    ['region', 'currency', 'assessed', 'paid', 'outstanding'],
    ...dues.map((row) => {
      const amount = (minor: string) => major({ minor, currency: row.currency });
      return [row.region.code, row.currency, amount(row.assessed), amount(row.paid), amount(row.outstanding)];
    }),
  ],
  activities: ({ activities }) => [
    ['region', 'programme', 'component', 'title', 'reported', 'unreported'],
    ...activities.map((row) => [
      row.region?.code ?? 'NETWORK',
      row.programme.code,
      row.component,
      row.componentTitle.value,
      row.reported,
      row.unreported,
    ]),
  ],
};
