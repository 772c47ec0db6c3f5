import ical, { ICalCalendarMethod } from 'ical-generator';
import { hashOf } from '../../access/tokens.ts';
import type { Database } from '../../database.ts';
import { type MailLocale, type Speech, speech } from '../../mail/letter.ts';

interface Feed {
  place: number;
  kind: 'network' | 'region' | 'council';
  name: Record<string, string>;
  locale: MailLocale;
}

interface Entry {
  uid: string;
  kind:
    | 'dues'
    | 'census_opens'
    | 'census_closes'
    | 'instalment'
    | 'meeting'
    | 'delegates'
    | 'report'
    | 'document'
    | 'term';
  day: string | null;
  starts_at: string | null;
  year: number | null;
  title: Record<string, string> | null;
  location: string | null;
  /** Of a term the office, of a document its kind. */
  detail: string | null;
  settled: boolean;
  changed_at: string;
}

/** So long is a meeting shown whose end nobody wrote down. */
const MEETING_HOURS = 2;

/**
 * The calendar at a secret address as text, or null where it is revoked or its holder has no office there any more. The
 * same state gives the same text, so that programs can ask whether anything is new.
 */
export async function calendarText(
  database: Database,
  secret: string,
  publicUrl: string,
): Promise<string | null> {
  const hash = hashOf(secret);
  const [feed] = await database.acts<
    Feed[]
  >`select place, kind, name, locale from app.open_calendar(${hash})`;
  if (!feed) return null;
  const entries = await database.acts<Entry[]>`
    select uid, kind, day::text, starts_at, year, title, location, null as detail, settled, changed_at
    from app.calendar_events(${hash})
    union all select uid, kind, day::text, null, null, title, null, detail, settled, changed_at
    from app.calendar_obligations(${hash})
    order by 3 nulls last, 4, 1`;
  const words = speech(feed.locale);
  const key = feed.kind === 'network' ? 'network' : String(feed.place);
  const calendar = ical({
    name: words.say('calendar_name', { place: words.name(feed.name) }),
    prodId: { company: 'Ninefold', product: 'Ninefold', language: feed.locale.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 6 * 3600,
  });
  for (const entry of entries) {
    const url = feed.kind === 'region' ? null : `${publicUrl}/w/${key}/${partOf(entry)}`;
    calendar.createEvent({
      id: `${entry.uid}@ninefold`,
      stamp: new Date(entry.changed_at),
      summary: summaryOf(entry, words),
      ...timesOf(entry),
      ...(entry.location ? { location: entry.location } : {}),
      ...(url ? { url } : {}),
    });
  }
  return calendar.toString();
}

/** The part of the workspace where it is dealt with. */
function partOf({ kind }: Entry): string {
  if (kind === 'meeting') return 'representation';
  return OBLIGATIONS.has(kind) ? 'calendar' : 'dues';
}

const OBLIGATIONS: ReadonlySet<string> = new Set(['delegates', 'report', 'document', 'term']);

/** No names of persons: of a term that ends only the office. */
function summaryOf(entry: Entry, words: Speech): string {
  const { kind, title, detail, settled } = entry;
  if (!OBLIGATIONS.has(kind))
    return title ? words.name(title) : words.say(wordOf(entry), { year: String(entry.year ?? '') });
  const mandate = kind === 'term' && detail === 'mandate';
  const named =
    !mandate && detail && words.say(kind === 'term' ? `office_${detail}` : `document_kind_${detail}`);
  const what = mandate || !named ? words.name(title ?? {}) : named;
  const sentence = words.say(mandate ? 'obligation_mandate' : `obligation_${kind}`, {
    title: what,
    year: '',
  });
  return settled ? words.say('calendar_done', { what: sentence }) : sentence;
}

function wordOf({ kind, settled }: Entry): string {
  if (kind === 'census_opens') return 'calendar_census_opens';
  if (kind === 'census_closes') return 'calendar_census_closes';
  if (kind === 'instalment') return settled ? 'calendar_instalment_paid' : 'calendar_instalment_due';
  return settled ? 'calendar_dues_paid' : 'calendar_dues_due';
}

/** A whole day has no time zone; a meeting has an instant. */
function timesOf({ day, starts_at }: Entry) {
  if (starts_at) {
    const start = new Date(starts_at);
    return { start, end: new Date(start.getTime() + MEETING_HOURS * 3_600_000) };
  }
  return { start: new Date(`${day}T00:00:00`), allDay: true };
}
