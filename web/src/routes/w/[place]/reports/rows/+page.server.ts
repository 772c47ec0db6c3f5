import { error, type RequestEvent } from '@sveltejs/kit';
import {
  type BookingKind,
  type MemberChangeKind,
  PlaceOfRegion,
  ReportActivityRows,
  ReportBookings,
  ReportChanges,
} from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { networkPlace } from '#lib/places.ts';
import { read } from '#lib/server/api.ts';
import { periodIn } from '../period.ts';
import type { PageServerLoad } from './$types';

const CHANGES: readonly string[] = ['GAINED', 'LOST', 'MOVED_IN', 'MOVED_OUT'] satisfies MemberChangeKind[];
const BOOKINGS: readonly string[] = ['ASSESSED', 'PAID', 'OUTSTANDING'] satisfies BookingKind[];

/** The rows that one number of the report counts, named in the address by kind, region and component. */
export const load: PageServerLoad = async (event) => {
  const { place, outline, may } = await event.parent();
  const { searchParams } = event.url;
  const period = periodIn(event.url);
  const kind = searchParams.get('kind') ?? '';
  const code = searchParams.get('region')?.toUpperCase() ?? null;
  const region = code ? await regionOf(event, code, outline) : null;
  if (!period || (code && !region)) error(404, 'NOT_FOUND');
  const asked = { ...period, placeId: place.id };
  const about = { kind, period, regionName: region?.name ?? null, mayReadDues: may.includes('dues.read') };
  if (CHANGES.includes(kind)) {
    const { report } = await read(event, ReportChanges, {
      ...asked,
      kind: kind as MemberChangeKind,
      regionId: region?.id ?? null,
    });
    return { ...about, changes: report?.changes ?? [], bookings: null, activities: null };
  }
  if (BOOKINGS.includes(kind)) {
    const { report } = await read(event, ReportBookings, {
      ...asked,
      kind: kind as BookingKind,
      regionId: region?.id ?? null,
    });
    return { ...about, changes: null, bookings: report?.bookings ?? [], activities: null };
  }
  if (kind !== 'REPORTED' && kind !== 'UNREPORTED') error(404, 'NOT_FOUND');
  const activities = await activitiesOf(event, asked, kind === 'REPORTED', region?.id ?? null);
  return { ...about, changes: null, bookings: null, activities };
};

async function activitiesOf(
  event: RequestEvent,
  asked: { from: string; until: string; placeId: number },
  reported: boolean,
  runnerId: number | null,
) {
  const [, programme, no] =
    /^([A-Z0-9-]+)\.(\d{1,2})$/.exec(event.url.searchParams.get('component') ?? '') ?? [];
  const { report } = await read(event, ReportActivityRows, {
    ...asked,
    runnerId,
    programme: programme ?? null,
    component: no ? Number(no) : null,
    reported,
  });
  return report?.activityRows ?? [];
}

/** A region by its code, or the network itself where `code` says so. */
async function regionOf(event: RequestEvent, code: string, outline: { code: string; name: string }[]) {
  if (code === 'NETWORK') return { id: networkPlace, name: m.report_network_own() };
  const { region } = await read(event, PlaceOfRegion, { code });
  return region && { id: region.id, name: outline.find((one) => one.code === code)?.name ?? null };
}
