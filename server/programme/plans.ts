import { type Refusal, Refused, refuse } from '../errors.ts';
import type { ActivityPlanInput, ChangePlanInput, PlanActivityInput } from '../types.ts';
import type { Unit } from '../unit.ts';
import { activityFor, permitAt, takeStep } from './activities.ts';
import { plainList, plainText } from './texts.ts';

interface ProgrammeRow {
  id: string;
  place_id: number;
  root_id: string;
  from: string;
  until: string;
}

/** A plan whose every field has been looked at. */
interface SoundPlan {
  title: string;
  objective: string;
  locale: string;
  from: string;
  until: string;
  venue: string | null;
  country: string | null;
  host: number | null;
  primary: number;
  secondary: number[];
  funders: string[];
  contributors: string[];
}

/** Plans an activity. Its programme says who runs it; a council may plan what it hosts in its region's programme. */
export async function planActivity(unit: Unit, input: PlanActivityInput): Promise<string> {
  const programme = await programmeBy(unit, 'code', input.programmeCode.trim().toUpperCase());
  await permitAt(unit, 'activities.manage', programme.place_id, input.plan.hostId ?? null);
  const plan = await soundPlan(unit, programme, input.plan);
  const [made] = await unit.sql<{ id: string }[]>`
    insert into activity (place_id, programme_id, root_id, title, objective, during, venue, country, host_id, funders,
      contributors, primary_no, secondary_nos)
    values (${programme.place_id}, ${programme.id}, ${programme.root_id}, jsonb_build_object(${plan.locale}::text, ${plan.title}::text),
      jsonb_build_object(${plan.locale}::text, ${plan.objective}::text), daterange(${plan.from}, ${plan.until}), ${plan.venue},
      ${plan.country}, ${plan.host}, ${plan.funders}, ${plan.contributors}, ${plan.primary}, ${plan.secondary})
    returning id`;
  const id = String(made?.id);
  await takeStep(unit, { id, place_id: programme.place_id }, 'PLAN', null, { after: plan });
  return id;
}

/** Changes the plan of an activity that is not reported; the state before stands in the audit. */
export async function changePlan(unit: Unit, input: ChangePlanInput): Promise<string> {
  const activity = await activityFor(unit, input.id, 'activities.manage', 'CHANGE');
  const host = input.plan.hostId ?? null;
  // A council may not hand the activity to another: only who runs the programme may.
  if (host !== activity.host_id) await permitAt(unit, 'activities.manage', activity.place_id, null);
  const programme = await programmeBy(unit, 'id', activity.programme_id);
  const plan = await soundPlan(unit, programme, input.plan);
  const [before] =
    await unit.sql`select title, objective, lower(during) as from, upper(during) as until, venue, country,
    host_id as host, funders, contributors, primary_no as primary, secondary_nos as secondary from activity where id = ${activity.id}`;
  await unit.sql`update activity set
    title = title || jsonb_build_object(${plan.locale}::text, ${plan.title}::text),
    objective = coalesce(objective, '{}') || jsonb_build_object(${plan.locale}::text, ${plan.objective}::text),
    during = daterange(${plan.from}, ${plan.until}), venue = ${plan.venue}, country = ${plan.country}, host_id = ${plan.host},
    funders = ${plan.funders}, contributors = ${plan.contributors}, primary_no = ${plan.primary}, secondary_nos = ${plan.secondary}
    where id = ${activity.id}`;
  await takeStep(unit, activity, 'CHANGE', null, { before, after: plan });
  return activity.id;
}

async function programmeBy(unit: Unit, key: 'code' | 'id', value: string): Promise<ProgrammeRow> {
  const [programme] = await unit.sql<ProgrammeRow[]>`
    select id, place_id, coalesce(parent_id, id) as root_id, lower(during) as from, upper(during) as until
    from programme where ${unit.sql(key)} = ${value}`;
  if (!programme) refuse('programme_unknown', 'programmeCode', value);
  return programme;
}

/** Every fault of the plan at once, each at its field. */
async function soundPlan(unit: Unit, programme: ProgrammeRow, input: ActivityPlanInput): Promise<SoundPlan> {
  const title = plainText(input.title);
  const objective = plainText(input.objective);
  const secondary = [...new Set(input.secondary)].sort((a, b) => a - b);
  const faults = [
    ...textFaults({ title, objective }),
    ...dateFaults(programme, input),
    ...(await componentFaults(unit, programme, input.primary ?? null, secondary)),
    ...(await placeFaults(unit, programme, input)),
  ];
  if (faults.length > 0 || !title || !objective || !input.primary) throw new Refused(...faults);
  return {
    title,
    objective,
    locale: input.locale,
    from: input.from,
    until: input.until,
    venue: plainText(input.venue),
    country: input.country ?? null,
    host: input.hostId ?? null,
    primary: input.primary,
    secondary,
    funders: plainList(input.funders),
    contributors: plainList(input.contributors),
  };
}

function textFaults(texts: Record<string, string | null>): Refusal[] {
  return Object.entries(texts).flatMap(([field, text]): Refusal[] => {
    if (!text) return [{ code: 'required', field }];
    return text.length > (field === 'title' ? 300 : 10_000) ? [{ code: 'text_too_long', field }] : [];
  });
}

/** `until` is the first day after the activity. */
function dateFaults(programme: ProgrammeRow, { from, until }: ActivityPlanInput): Refusal[] {
  if (until <= from) return [{ code: 'until_before_from', field: 'until', value: until }];
  const faults: Refusal[] = [];
  if (from < programme.from || from >= programme.until)
    faults.push({ code: 'outside_programme', field: 'from', value: from });
  else if (until > programme.until) faults.push({ code: 'outside_programme', field: 'until', value: until });
  return faults;
}

async function componentFaults(
  unit: Unit,
  programme: ProgrammeRow,
  primary: number | null,
  secondary: number[],
): Promise<Refusal[]> {
  if (primary === null) return [{ code: 'primary_component_missing', field: 'primary' }];
  const rows = await unit.sql<
    { no: number }[]
  >`select no from component where programme_id = ${programme.root_id}`;
  const known = new Set(rows.map(({ no }) => no));
  const faults: Refusal[] = [];
  if (!known.has(primary))
    faults.push({ code: 'component_unknown', field: 'primary', value: String(primary) });
  const strange = secondary.find((no) => !known.has(no));
  if (strange !== undefined)
    faults.push({ code: 'component_unknown', field: 'secondary', value: String(strange) });
  if (secondary.includes(primary))
    faults.push({ code: 'component_twice', field: 'secondary', value: String(primary) });
  return faults;
}

async function placeFaults(
  unit: Unit,
  programme: ProgrammeRow,
  input: ActivityPlanInput,
): Promise<Refusal[]> {
  const faults: Refusal[] = [];
  if (input.country) {
    const [country] = await unit.sql`select from country where iso2 = ${input.country}`;
    if (!country) faults.push({ code: 'country_unknown', field: 'country', value: input.country });
  }
  if (input.hostId != null) {
    const [host] = await unit.sql`select from membership ms
      join member_region mr on mr.member_id = ms.member_id and mr.during @> ${input.from}::date
      where ms.member_id = ${input.hostId} and ms.during @> ${input.from}::date
        and (${programme.place_id} = 1 or mr.region_id = ${programme.place_id})`;
    if (!host) faults.push({ code: 'host_not_in_region', field: 'hostId', value: String(input.hostId) });
  }
  return faults;
}
