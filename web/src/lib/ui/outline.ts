import type { Standing } from './standing.ts';

/** A council in the outline, with where it leads. */
export type OutlineCouncil = { id: number; name: string; href: string; standing: Standing };

/** A region in the outline; `href` is null when the reader has no workspace there. */
export type OutlineRegion = { code: string; name: string; href: string | null; councils: OutlineCouncil[] };

const lights = new WeakMap<readonly OutlineRegion[], Map<number, Standing>>();

/** The standing of a council as the outline shows it; `none` where it is in none of the regions on the date. */
export function lightIn(regions: readonly OutlineRegion[], id: number): Standing {
  let known = lights.get(regions);
  if (!known) {
    known = new Map(
      regions.flatMap(({ councils }) => councils.map((one) => [one.id, one.standing] as const)),
    );
    lights.set(regions, known);
  }
  return known.get(id) ?? 'none';
}
