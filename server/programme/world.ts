import type postgres from 'postgres';

/** Programmes of the test world: a global one with three components, one of East, one of West. */
export const PROGRAMMES = [
  { code: 'TP2024', place: 1, parent: null, from: '2024-01-01', until: '2029-01-01' },
  { code: 'EAST-P', place: 2, parent: 'TP2024', from: '2025-01-01', until: '2028-01-01' },
  { code: 'WEST-P', place: 3, parent: 'TP2024', from: '2025-01-01', until: '2028-01-01' },
] as const;

/** Activities of the test world, one in each state and at each kind of place. */
export const ACTIVITIES = [
  {
    title: 'East planned',
    programme: 'EAST-P',
    host: 11,
    component: 1,
    state: 'PLANNED',
    starts: '2027-11-02',
  },
  {
    title: 'East unhosted',
    programme: 'EAST-P',
    host: null,
    component: 2,
    state: 'PLANNED',
    starts: '2026-02-02',
  },
  { title: 'East held', programme: 'EAST-P', host: 12, component: 1, state: 'HELD', starts: '2025-03-01' },
  {
    title: 'East reported',
    programme: 'EAST-P',
    host: 11,
    component: 1,
    state: 'REPORTED',
    starts: '2025-04-01',
  },
  {
    title: 'East withdrawn',
    programme: 'EAST-P',
    host: null,
    component: 3,
    state: 'WITHDRAWN',
    starts: '2025-05-01',
  },
  {
    title: 'West planned',
    programme: 'WEST-P',
    host: 14,
    component: 2,
    state: 'PLANNED',
    starts: '2025-06-01',
  },
  {
    title: 'West reported',
    programme: 'WEST-P',
    host: null,
    component: 3,
    state: 'REPORTED',
    starts: '2025-07-01',
  },
  {
    title: 'Network planned',
    programme: 'TP2024',
    host: null,
    component: 3,
    state: 'PLANNED',
    starts: '2025-08-01',
  },
] as const;

/** The id of the activity that stands at a place of the list above. */
export function activityId(index: number): string {
  return `00000000-0000-7000-9000-${String(index + 1).padStart(12, '0')}`;
}

const STEPS = {
  PLANNED: ['planned'],
  HELD: ['planned', 'held'],
  REPORTED: ['planned', 'held', 'reported'],
  WITHDRAWN: ['planned', 'withdrawn'],
} as const;

/** Loads the programmes and activities of the test world. */
export async function loadProgramme(
  sql: postgres.TransactionSql,
  people: Record<string, string>,
): Promise<void> {
  for (const { code, place, parent, from, until } of PROGRAMMES) {
    await sql`insert into programme (code, place_id, parent_id, title, during, source, invented)
      values (${code}, ${place}, (select id from programme where code = ${parent}), ${sql.json({ en: code })},
        daterange(${from}, ${until}), 'test', true)`;
  }
  for (const no of [1, 2, 3]) {
    await sql`insert into component (programme_id, no, title)
      select id, ${no}, ${sql.json({ en: `Part ${no}`, fr: `Volet ${no}` })} from programme where code = 'TP2024'`;
  }
  await sql`insert into programme_act (programme_id, act, on_date, body, source)
    select id, 'adopted', '2023-11', ${sql.json({ en: 'Committee of Representatives' })}, 'test' from programme where code = 'TP2024'`;
  for (const [index, { title, programme, host, component, state, starts }] of ACTIVITIES.entries()) {
    const [made] = await sql<{ id: string; place_id: number }[]>`
      insert into activity (id, place_id, programme_id, root_id, primary_no, title, objective, during, host_id, participants, outcomes, invented)
      select ${activityId(index)}::uuid, p.place_id, p.id, coalesce(p.parent_id, p.id), ${component}, ${sql.json({ en: title })}, ${sql.json({ en: 'An objective' })},
        daterange(${starts}, ${starts}::date + 2), ${host}, ${state === 'REPORTED' ? 30 : null}::int,
        ${state === 'REPORTED' ? sql.json({ en: 'An outcome' }) : null}, true
      from programme p where p.code = ${programme} returning id, place_id`;
    for (const step of STEPS[state]) {
      await sql`insert into activity_step (activity_id, place_id, step, reason, by_id)
        values (${String(made?.id)}, ${Number(made?.place_id)}, ${step}, ${step === 'withdrawn' ? 'No room' : null}, ${String(people['coordinator'])})`;
    }
  }
}
