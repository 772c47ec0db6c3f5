import { error } from '@sveltejs/kit';
import { major } from '#lib/amount.ts';
import { csv } from '#lib/csv.ts';
import { NetworkReminders, RegionReminders, Workspace, WorkspaceRights } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { read } from '#lib/server/api.ts';
import { placeAt } from '#lib/server/workspace.ts';
import { mailStateWords, templateWords } from '../words.ts';
import type { RequestHandler } from './$types';

/** The whole history of a region or the network, a line for each thing that was spoken of. */
export const GET: RequestHandler = async (event) => {
  const { regions } = await read(event, Workspace);
  const place = placeAt(event.params.place, regions);
  if (!place || place.kind === 'council') error(404, 'NOT_FOUND');
  const rights = await read(event, WorkspaceRights, { placeId: place.id });
  if (!rights.viewer?.capabilitiesAt.includes('dues.read')) error(403, 'FORBIDDEN');
  const rows: string[][] = [];
  let after: string | null = null;
  do {
    const history: { next?: string | null; rows: Row[] } | undefined = await pageOf(
      event,
      place.region?.code ?? null,
      after,
    );
    rows.push(...(history?.rows ?? []).flatMap(linesOf));
    after = history?.next ?? null;
  } while (after);
  const header = [
    m.dues_reminders_sent_on(),
    m.dues_number(),
    m.common_name(),
    m.dues_reminders_message(),
    m.dues_year(),
    m.dues_reminders_day(),
    m.dues_outstanding(),
    m.dues_currency(),
    m.dues_reminders_to(),
    m.common_status(),
  ];
  return csv(`reminders-${place.key}`, [header, ...rows]);
};

type Row = NonNullable<Awaited<ReturnType<typeof pageOf>>>['rows'][number];

async function pageOf(event: Parameters<RequestHandler>[0], code: string | null, after: string | null) {
  if (code) return (await read(event, RegionReminders, { code, after })).region?.reminders;
  return (await read(event, NetworkReminders, { after })).network?.reminders;
}

function linesOf({ postedAt, member, rule, person, state, lines }: Row): string[][] {
  return lines.map(({ year, anchor, amount, currency }) => [
    postedAt.slice(0, 10),
    String(member.id),
    member.name,
    templateWords(rule.template),
    String(year),
    anchor,
    amount && currency ? major({ minor: amount, currency }) : '',
    currency ?? '',
    person?.name ?? '',
    mailStateWords(state),
  ]);
}
