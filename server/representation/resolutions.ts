import type { Unit } from '../unit.ts';
import type { Counts } from './ballots.ts';
import { type MotionState, oneAtATime } from './conduct.ts';

/** Enters an adopted motion in the register, under the body's next number of the year. Answers the number. */
export async function enterResolution(unit: Unit, motion: MotionState, counts: Counts): Promise<string> {
  await oneAtATime(unit, `register ${motion.body_id}`);
  const [row] = await unit.sql<{ code: string }[]>`
    insert into resolution (code, body_id, year, number, motion_id, title, wording, question, adopted_on, yes, no, abstain, rulebook, rulebook_version)
    select concat_ws('-', b.code, y.year, x.next), b.id, y.year, x.next, n.id, n.title, n.wording, n.question, current_date,
      ${counts.yes}, ${counts.no}, ${counts.abstain}, r.rulebook, r.rulebook_version
    from motion n
    join result r on r.motion_id = n.id
    join body b on b.id = ${motion.body_id}
    cross join (select extract(year from current_date)::int as year) y
    cross join lateral (select coalesce(max(e.number), 0) + 1 as next from resolution e where e.body_id = b.id and e.year = y.year) x
    where n.id = ${motion.motion_id} returning code`;
  return String(row?.code);
}
