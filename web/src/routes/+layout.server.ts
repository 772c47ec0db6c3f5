import { Shell } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { LayoutServerLoad } from './$types';

/**
 * Pages are plain HTML: they arrive whole, work without script and stay small. A page with real interaction
 * turns this on for itself.
 */
export const csr = false;

/** Who is reading: the signed-in person with the offices held now, or nobody; and the date asked for. */
export const load: LayoutServerLoad = async (event) => {
  const { accessToken, asOf } = event.locals;
  if (!accessToken) return { viewer: null, asOf };
  const { viewer } = await read(event, Shell);
  return { viewer: viewer ?? null, asOf };
};
