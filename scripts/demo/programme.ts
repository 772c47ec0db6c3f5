import { inventedActivities } from './activities.ts';
import { type Demo, insertRows, period } from './demo.ts';
import { ADOPTED_BY, CURRENT, REGIONAL_TITLE } from './programme-texts.ts';
import { readJson } from './reference.ts';

type Content = Record<string, string>;

interface ProgrammesFile {
  programmes: {
    code: string;
    title: Content;
    from: string;
    to: string;
    history: { act: string; body?: string; with?: string; date: string; place?: string }[];
    components?: { no: number; en: string; fr: string; new_approach?: boolean }[];
  }[];
  regional_example: {
    region: string;
    year: number;
    primary_component: number;
    secondary_components: number[];
    source: string;
  };
}

interface EventsFile {
  events: { title: string; region?: string; counterpart?: string; place?: string; from?: string }[];
}

/** A programme as it stands in the database, for those that build on it. */
export interface DemoProgramme {
  id: string;
  code: string;
  placeId: number;
  rootId: string;
  from: string;
  until: string;
}

const SOURCE = 'Published programme documents, as collected in schema/data/programmes.json';
const INVENTED = 'invented for the demonstration network';

/** Loads the published programmes, an invented current one with the regions' own inside it, and activities. */
export async function loadProgramme(demo: Demo): Promise<void> {
  const file = readJson<ProgrammesFile>('programmes.json');
  const published = await loadPublished(demo, file);
  await loadRegionalExample(demo, file, published);
  const current = await loadCurrent(demo);
  const { activities, steps } = inventedActivities(demo, current);
  await insertRows(demo.sql, 'activity', activities);
  await insertRows(demo.sql, 'activity_step', steps);
}

async function loadPublished(demo: Demo, { programmes }: ProgrammesFile): Promise<DemoProgramme[]> {
  const rows = programmes.map((one) => ({ ...one, id: demo.random.uuid(), until: dayAfter(one.to) }));
  await insertRows(
    demo.sql,
    'programme',
    rows.map(({ id, code, title, from, until }) => ({
      id,
      code,
      place_id: 1,
      title,
      during: period(from, until),
      source: SOURCE,
      invented: false,
    })),
  );
  await insertRows(
    demo.sql,
    'component',
    rows.flatMap(({ id, components = [] }) =>
      components.map(({ no, en, fr, new_approach = false }) => ({
        programme_id: id,
        no,
        title: { en, fr },
        new_approach,
      })),
    ),
  );
  await insertRows(
    demo.sql,
    'programme_act',
    rows.flatMap(({ id, history }) =>
      history.map(({ act, date, body, with: partner = null, place = null }) => ({
        id: demo.random.uuid(),
        programme_id: id,
        act: act.replaceAll(/[ -]/g, '_'),
        on_date: date,
        body: body ? (ADOPTED_BY[body] ?? { en: body }) : null,
        partner,
        venue: place,
        source: SOURCE,
        at: demo.today,
      })),
    ),
  );
  return rows.map(({ id, code, from, until }) => ({ id, code, placeId: 1, rootId: id, from, until }));
}

/** The published regional programme of 2006, with the one forum of that year whose day is published. */
async function loadRegionalExample(
  demo: Demo,
  file: ProgrammesFile,
  published: DemoProgramme[],
): Promise<void> {
  const { region: code, year, source, primary_component, secondary_components } = file.regional_example;
  const parent = published.find(({ from, until }) => from <= `${year}-01-01` && `${year}-12-31` < until);
  const region = demo.regions.find((one) => one.code === code);
  const forum = readJson<EventsFile>('events.json').events.find(
    (event) => event.region === code && event.from?.startsWith(String(year)),
  );
  if (!parent || !region || !forum?.from) throw new Error('the regional example is incomplete');
  const id = demo.random.uuid();
  const title = Object.fromEntries(
    Object.entries(REGIONAL_TITLE).map(([locale, words]) => [locale, `${words} ${year}`]),
  );
  await insertRows(demo.sql, 'programme', [
    {
      id,
      code: `${code}-${year}`,
      place_id: region.id,
      parent_id: parent.id,
      title,
      during: period(`${year}-01-01`, `${year + 1}-01-01`),
      source,
      invented: false,
    },
  ]);
  const activity = demo.random.uuid();
  await insertRows(demo.sql, 'activity', [
    {
      id: activity,
      place_id: region.id,
      programme_id: id,
      root_id: parent.id,
      primary_no: primary_component,
      secondary_nos: secondary_components,
      title: { en: forum.title },
      during: period(forum.from, dayAfter(forum.from)),
      venue: forum.place,
      country: 'TH',
      funders: [],
      contributors: forum.counterpart ? [forum.counterpart] : [],
      source,
      invented: false,
    },
  ]);
  const steps = ['planned', 'held', 'reported'].map((step) => ({
    activity_id: activity,
    place_id: region.id,
    step,
    reason: 'Entered from the published source',
    at: demo.today,
  }));
  await insertRows(
    demo.sql,
    'activity_step',
    steps.map((step) => ({ ...step })),
  );
}

/** The invented programme of the present years and, inside it, one of each region. */
async function loadCurrent(demo: Demo): Promise<DemoProgramme[]> {
  const first = Number(demo.today.slice(0, 4)) - 1;
  const years = `${first}-${first + 3}`;
  const [from, until] = [`${first}-01-01`, `${first + 4}-01-01`];
  const titled = (title: Content) =>
    Object.fromEntries(Object.entries(title).map(([locale, words]) => [locale, `${words} ${years}`]));
  const rootId = demo.random.uuid();
  const root: DemoProgramme = { id: rootId, code: `GP${first}`, placeId: 1, rootId, from, until };
  const regional = demo.regions.map(
    ({ id, code }): DemoProgramme => ({
      id: demo.random.uuid(),
      code: `${code}-${first}`,
      placeId: id,
      rootId,
      from,
      until,
    }),
  );
  await insertRows(
    demo.sql,
    'programme',
    [root, ...regional].map(({ id, code, placeId }) => ({
      id,
      code,
      place_id: placeId,
      parent_id: placeId === 1 ? null : rootId,
      during: period(from, until),
      title: titled(placeId === 1 ? CURRENT.title : REGIONAL_TITLE),
      source: INVENTED,
      invented: true,
    })),
  );
  await insertRows(
    demo.sql,
    'component',
    CURRENT.components.map((title, index) => ({
      programme_id: rootId,
      no: index + 1,
      title,
      new_approach: index > 4,
    })),
  );
  const act = (programme: DemoProgramme, kind: string, on_date: string, body: Content | null) => ({
    id: demo.random.uuid(),
    programme_id: programme.id,
    act: kind,
    on_date,
    body,
    source: INVENTED,
    at: demo.today,
  });
  await insertRows(demo.sql, 'programme_act', [
    act(root, 'expert_meeting', `${first - 1}-04`, null),
    act(root, 'adopted', `${first - 1}-09-12`, ADOPTED_BY['Committee of Representatives'] ?? null),
    ...regional.map((one) =>
      act(one, 'adopted', `${first - 1}-11`, ADOPTED_BY['Regional committee'] ?? null),
    ),
  ]);
  return [root, ...regional];
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
