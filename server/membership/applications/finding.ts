import { Fault } from '../../errors.ts';
import type { Unit } from '../../unit.ts';
import { holdStill } from '../rule.ts';

/** An application as acts look at it. */
export interface Found {
  id: string;
  regionId: number;
  country: string;
  name: string;
  acronym: string | null;
  website: string | null;
  founded: number | null;
  category: string;
  state: string;
}

/** The application for an act on it, held still; outside the caller's reach there is none. */
export async function findApplication(unit: Unit, id: string): Promise<Found> {
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw new Fault('NOT_FOUND');
  await holdStill(unit, 'application', id);
  const [found] = await unit.sql<Found[]>`
    select id, region_id as "regionId", country, name, acronym, website, founded, category, app.application_state(id) as state
    from application where id = ${id}`;
  if (!found) throw new Fault('NOT_FOUND');
  return found;
}
