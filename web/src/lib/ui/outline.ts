import type { Standing } from './standing.ts';

/** A council in the outline, with where it leads. */
export type OutlineCouncil = { id: number; name: string; href: string; standing: Standing };

/** A region in the outline; `href` is null when the reader has no workspace there. */
export type OutlineRegion = { code: string; name: string; href: string | null; councils: OutlineCouncil[] };
