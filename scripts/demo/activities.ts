import { type Demo, type DemoMember, period } from './demo.ts';
import type { DemoProgramme } from './programme.ts';
import { CONTRIBUTORS, FUNDERS, KINDS, OBJECTIVES, OUTCOMES, TOPICS, VENUES } from './programme-texts.ts';

const PER_REGION_AND_YEAR = 14;
const OF_THE_NETWORK = 8;

interface Step {
  activity_id: string;
  place_id: number;
  step: string;
  reason: string | null;
  by_id: string | null;
  at: string;
}

/** A programme with those who may host in it, and the person who plans and reports. */
interface Runner extends DemoProgramme {
  hosts: DemoMember[];
  author: string | null;
}

/** Invented activities of two years and the months to come, in every state, with their steps. */
export function inventedActivities(demo: Demo, programmes: DemoProgramme[]) {
  const activities: object[] = [];
  const steps: Step[] = [];
  for (const programme of programmes) {
    const runner = runnerOf(demo, programme);
    const year = Number(programme.from.slice(0, 4));
    const each = (programme.placeId === 1 ? OF_THE_NETWORK : PER_REGION_AND_YEAR) * demo.scale;
    for (let n = 0; n < each * 2.4; n++) {
      const starts = dayOf(demo, year + Math.floor(n / each));
      const made = inventedActivity(demo, runner, starts);
      activities.push(made.activity);
      steps.push(...made.steps);
    }
  }
  return { activities, steps };
}

function runnerOf({ members, people }: Demo, programme: DemoProgramme): Runner {
  const { placeId } = programme;
  const kind = placeId === 1 ? 'global_secretariat' : 'regional_coordinator';
  const author = people.find(({ offices }) =>
    offices.some((office) => office.kind === kind && office.placeId === placeId),
  );
  const hosts = members.filter((one) => one.invented && one.regionId === placeId && !one.until);
  return { ...programme, hosts, author: author?.id ?? null };
}

function dayOf({ random }: Demo, year: number): string {
  return `${year}-${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`;
}

function inventedActivity(demo: Demo, programme: Runner, starts: string) {
  const { random, today } = demo;
  const id = random.uuid();
  const hosts = programme.hosts.filter(({ since }) => since <= starts);
  const host = hosts.length > 0 && random.chance(0.8) ? random.pick(hosts) : null;
  const ends = plusDays(starts, random.int(1, 4));
  const primary = random.chance(0.4) ? 5 : random.int(1, 7);
  const fate = fateOf(demo, ends < today);
  const participants = fate === 'reported' ? random.int(12, 160) : null;
  const activity = {
    id,
    place_id: programme.placeId,
    programme_id: programme.id,
    root_id: programme.rootId,
    primary_no: primary,
    secondary_nos: random
      .shuffle([1, 2, 3, 4, 5, 6, 7].filter((no) => no !== primary))
      .slice(0, random.int(0, 2))
      .sort(),
    title: titled(random.pick(KINDS), random.pick(TOPICS)),
    objective: random.pick(OBJECTIVES),
    during: period(starts, ends),
    venue: random.pick(VENUES),
    country: host?.country ?? null,
    host_id: host?.id ?? null,
    funders: random.chance(0.7) ? [random.pick(FUNDERS)] : [],
    contributors: random.chance(0.4) ? [random.pick(CONTRIBUTORS)] : [],
    participants,
    women:
      participants === null
        ? null
        : random.int(Math.floor(participants / 3), Math.floor((participants * 3) / 4)),
    outcomes: fate === 'reported' ? random.pick(OUTCOMES) : null,
    invented: true,
  };
  return { activity, steps: stepsOf(demo.today, programme, { id, starts, ends, fate }) };
}

function titled(kind: Record<string, string>, topic: Record<string, string>) {
  return Object.fromEntries(
    Object.entries(kind).map(([locale, words]) => [locale, `${words}: ${topic[locale]}`]),
  );
}

function fateOf({ random }: Demo, past: boolean): 'planned' | 'held' | 'reported' | 'withdrawn' {
  if (!past) return random.chance(0.05) ? 'withdrawn' : 'planned';
  const chance = random.next();
  if (chance < 0.75) return 'reported';
  if (chance < 0.88) return 'held';
  return chance < 0.93 ? 'planned' : 'withdrawn';
}

function stepsOf(
  today: string,
  { placeId, author }: Runner,
  { id, starts, ends, fate }: { id: string; starts: string; ends: string; fate: string },
): Step[] {
  const step = (name: string, at: string, reason: string | null = null): Step => ({
    activity_id: id,
    place_id: placeId,
    step: name,
    reason,
    by_id: author,
    at: at < today ? at : today,
  });
  const planned = step('planned', plusDays(starts, -90));
  if (fate === 'planned') return [planned];
  if (fate === 'withdrawn')
    return [planned, step('withdrawn', plusDays(starts, -30), 'Too few participants (invented)')];
  const held = step('held', ends);
  return fate === 'held' ? [planned, held] : [planned, held, step('reported', plusDays(ends, 20))];
}

function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
