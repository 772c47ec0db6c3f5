import type { Counts } from '../../server/representation/ballots.ts';
import { sumOf } from '../../server/representation/presence.ts';
import { type Elector, weigh } from '../../server/representation/roll.ts';
import { ARTICLE, type RulesOfDay, rulesOfDay } from '../../server/representation/rules-of-day.ts';
import { toJson } from '../../server/rules/values.ts';
import { type Demo, insertRows } from './demo.ts';
import {
  type DemoMotion,
  MEETING_TITLE,
  OPEN_AGENDA,
  PAST_AGENDAS,
  REGIONAL_AGENDA,
} from './representation-texts.ts';

interface Body {
  id: number;
  code: string;
  placeId: number;
}

interface Entry {
  member_id: number;
  person_id: string | null;
  weight: string;
  present: boolean;
}

/** A meeting that was or is held: what stood on its roll, and the rules of its day. */
interface Held {
  id: string;
  body: Body;
  day: string;
  rules: RulesOfDay;
  roll: Entry[];
}

/** How many votes were cast so far on the first motion of the open meeting, and how likely a member is present. */
const PRESENT = 0.82;

/** Closed meetings with resolutions, one of the committee that is open today with a ballot on its first motion, and planned ones. */
export async function meetingsOf(demo: Demo, bodies: Body[]): Promise<void> {
  const committee = bodies.find(({ code }) => code === 'CR') as Body;
  const year = Number(demo.today.slice(0, 4));
  for (const [index, agenda] of PAST_AGENDAS.entries()) {
    const day = `${year - PAST_AGENDAS.length + index}-10-15`;
    await past(demo, committee, day, agenda);
  }
  for (const body of bodies.filter(({ placeId }) => placeId !== 1)) {
    await past(demo, body, `${year - 1}-05-12`, REGIONAL_AGENDA);
    await plan(demo, body, `${year + 1}-05-11`, REGIONAL_AGENDA);
  }
  await open(demo, committee, OPEN_AGENDA);
  await plan(demo, committee, `${year + 1}-04-20`, []);
}

async function past(demo: Demo, body: Body, day: string, agenda: DemoMotion[]): Promise<void> {
  const meeting = await held(demo, body, day, `${day}T09:00:00Z`);
  const motions = await enter(demo, meeting.id, agenda);
  for (const [index, motion] of motions.entries()) {
    const hour = String(10 + index).padStart(2, '0');
    await decide(demo, meeting, motion, `${day}T${hour}:00:00Z`, `${day}T${hour}:20:00Z`);
  }
  await demo.sql`update meeting set closed_at = ${`${day}T17:00:00Z`} where id = ${meeting.id}`;
}

/** The meeting in which one can vote: half of those present have done so, none of a council that one signs in with. */
async function open(demo: Demo, body: Body, agenda: DemoMotion[]): Promise<void> {
  const meeting = await held(demo, body, demo.today, `${demo.today}T00:00:00Z`);
  const [first] = await enter(demo, meeting.id, agenda);
  if (!first) return;
  const opened = `${demo.today}T00:05:00Z`;
  await demo.sql`insert into ballot (motion_id, meeting_id, opened_at) values (${first.id}, ${meeting.id}, ${opened})`;
  const voters = meeting.roll.filter(
    (entry, index) => entry.present && entry.weight !== '0' && index % 2 === 0,
  );
  await insertRows(demo.sql, 'vote', votesOf(demo, meeting, first, voters, opened));
}

async function plan(demo: Demo, body: Body, day: string, agenda: DemoMotion[]): Promise<void> {
  const id = await meetingRow(demo, body, `${day}T09:00:00Z`);
  await enter(demo, id, agenda);
}

async function meetingRow(demo: Demo, body: Body, startsAt: string): Promise<string> {
  const id = demo.random.uuid();
  const location = body.placeId === 1 ? 'Video conference' : 'Regional office';
  await insertRows(demo.sql, 'meeting', [
    { id, body_id: body.id, place_id: body.placeId, title: MEETING_TITLE, starts_at: startsAt, location },
  ]);
  return id;
}

/** A meeting opened at an instant: its roll is weighed by the rules of the day from what was true then. */
async function held(demo: Demo, body: Body, day: string, at: string): Promise<Held> {
  const id = await meetingRow(demo, body, at);
  const rules = await rulesOfDay(demo.sql, day);
  const electors = await electorsOn(demo, body, day);
  const entries = electors.map((elector) => ({ elector, ...weigh(elector, rules, day) }));
  await insertRows(
    demo.sql,
    'roll',
    entries.map(({ elector: { member_id, person_id, seat, category }, weight, trace }) => ({
      meeting_id: id,
      member_id,
      person_id,
      seat,
      category,
      weight,
      trace,
    })),
  );
  await demo.sql`update meeting set opened_at = ${at}, rulebook = ${rules.code}, rulebook_version = ${rules.version} where id = ${id}`;
  // Nothing is invented about how members that sources name voted: they were not there.
  const real = new Set(demo.members.filter(({ invented }) => !invented).map((one) => one.id));
  const roll = entries.map(({ elector, weight }) => ({
    member_id: elector.member_id,
    person_id: elector.person_id,
    weight,
    present: !real.has(elector.member_id) && demo.random.chance(PRESENT),
  }));
  const present = roll.filter((entry) => entry.present);
  await insertRows(
    demo.sql,
    'presence',
    present.map(({ member_id }) => ({ meeting_id: id, member_id, during: `[${at},)` })),
  );
  const meeting = { id, body, day, rules, roll };
  await countQuorum(demo, meeting, at);
  return meeting;
}

async function electorsOn(demo: Demo, body: Body, day: string): Promise<Elector[]> {
  return demo.sql<Elector[]>`
    select ms.member_id, d.person_id, d.seat, ms.category, lower(ms.during)::text as category_since,
      exists (select from suspension s where s.member_id = ms.member_id and s.during @> ${day}::date) as suspended,
      app.years_unpaid(ms.member_id, ${day}::date) as years_unpaid, '{}'::jsonb as standing
    from mandate d join membership ms on ms.member_id = d.member_id and ms.during @> ${day}::date
    where d.body_id = ${body.id} and d.during @> ${day}::date order by d.seat`;
}

async function countQuorum(demo: Demo, { id, rules, roll }: Held, at: string): Promise<void> {
  const present = sumOf(roll.filter((entry) => entry.present));
  const entitled = sumOf(roll);
  const found = rules.evaluate(ARTICLE.quorum, { present, entitled });
  if (!found.ok) throw new Error(found.faults.map((fault) => fault.reason).join());
  await insertRows(demo.sql, 'quorum', [
    { meeting_id: id, at, quorate: toJson(found.result), present, entitled, trace: found.trace },
  ]);
}

async function enter(
  demo: Demo,
  meeting: string,
  agenda: DemoMotion[],
): Promise<(DemoMotion & { id: string })[]> {
  const motions = agenda.map((motion) => ({ ...motion, id: demo.random.uuid() }));
  await insertRows(
    demo.sql,
    'motion',
    motions.map(({ id, title, wording, question }, index) => ({
      id,
      meeting_id: meeting,
      number: index + 1,
      title,
      wording,
      question,
    })),
  );
  return motions;
}

function votesOf(
  demo: Demo,
  meeting: Held,
  motion: DemoMotion & { id: string },
  voters: Entry[],
  at: string,
) {
  const [yes, no] = motion.leaning;
  return voters.map(({ member_id, person_id }) => {
    const lot = demo.random.next();
    const choice = lot < yes ? 'yes' : lot < yes + no ? 'no' : 'abstain';
    return {
      motion_id: motion.id,
      meeting_id: meeting.id,
      member_id,
      choice,
      cast_at: at,
      cast_by: person_id,
      recorded: false,
    };
  });
}

async function decide(
  demo: Demo,
  meeting: Held,
  motion: DemoMotion & { id: string },
  openedAt: string,
  closedAt: string,
): Promise<void> {
  await demo.sql`insert into ballot (motion_id, meeting_id, opened_at) values (${motion.id}, ${meeting.id}, ${openedAt})`;
  const voters = meeting.roll.filter((entry) => entry.present && entry.weight !== '0');
  const votes = votesOf(demo, meeting, motion, voters, openedAt);
  await insertRows(demo.sql, 'vote', votes);
  await demo.sql`update ballot set closed_at = ${closedAt} where motion_id = ${motion.id}`;
  const of = (choice: string) => sumOf(voters.filter((_, index) => votes[index]?.choice === choice));
  const counts: Counts = {
    yes: of('yes'),
    no: of('no'),
    abstain: of('abstain'),
    present: sumOf(meeting.roll.filter((one) => one.present)),
    entitled: sumOf(meeting.roll),
  };
  const found = meeting.rules.evaluate(ARTICLE.decision, { ...counts, question: motion.question });
  if (!found.ok) throw new Error(found.faults.map((fault) => fault.reason).join());
  const outcome = toJson(found.result);
  const { code, version } = meeting.rules;
  await insertRows(demo.sql, 'result', [
    {
      motion_id: motion.id,
      meeting_id: meeting.id,
      outcome,
      ...counts,
      trace: found.trace,
      rulebook: code,
      rulebook_version: version,
      computed_at: closedAt,
    },
  ]);
  if (outcome === 'adopted') await register(demo, meeting, motion, counts);
}

async function register(
  demo: Demo,
  { body, day, rules }: Held,
  motion: DemoMotion & { id: string },
  counts: Counts,
): Promise<void> {
  const year = Number(day.slice(0, 4));
  const [last] = await demo.sql<{ number: number }[]>`
    select coalesce(max(number), 0) as number from resolution where body_id = ${body.id} and year = ${year}`;
  const number = Number(last?.number) + 1;
  const { id, title, wording, question } = motion;
  const { yes, no, abstain } = counts;
  await insertRows(demo.sql, 'resolution', [
    {
      code: `${body.code}-${year}-${number}`,
      body_id: body.id,
      year,
      number,
      motion_id: id,
      title,
      wording,
      question,
      adopted_on: day,
      yes,
      no,
      abstain,
      rulebook: rules.code,
      rulebook_version: rules.version,
    },
  ]);
}
