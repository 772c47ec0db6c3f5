import { refuse } from '../../errors.ts';
import type { Unit } from '../../unit.ts';
import { clean } from '../entry.ts';

/**
 * The number that tells an organisation from the others of its country whose names look the same: 0 where there is
 * none. Where there is one, only a reason lets it bear the name; records of the same organisation are no other.
 */
export async function namesakeNumber(
  unit: Unit,
  of: { name: string; country: string; self: string | null; reason: string | null | undefined },
): Promise<number> {
  const others = await unit.sql<{ name: string; namesake: number; same: boolean }[]>`
    select o.name, o.namesake, ${of.self}::uuid is not null and app.survivor(o.id) = app.survivor(${of.self}::uuid) as same
    from organisation o where o.country = ${of.country} and o.skeleton = app.skeleton(${of.name}) and o.id is distinct from ${of.self}::uuid
    order by o.namesake`;
  const stranger = others.find((other) => !other.same);
  if (stranger && !clean(of.reason)) refuse('name_lookalike', 'name', stranger.name);
  const taken = new Set(others.map((other) => other.namesake));
  let free = 0;
  while (taken.has(free)) free += 1;
  return free;
}
