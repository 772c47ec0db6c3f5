/** How deep a document or a fact may be nested. */

/** Levels of a document: far more than any article needs, far fewer than would end the reading of it. */
export const LEVELS = 60;

/** Enough of a path to find the place; the rest of it would say nothing. */
const PLACE_LEVELS = 8;

/** Path to a part that lies too deep, or null. Goes through the document without recursion, before anything else reads it. */
export function tooDeep(json: unknown): (string | number)[] | null {
  let level: { value: unknown; path: readonly (string | number)[] }[] = [{ value: json, path: [] }];
  for (let depth = 0; level.length > 0; depth += 1) {
    const [first] = level;
    if (depth > LEVELS && first) return [...first.path];
    level = level.flatMap(({ value, path }) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([key, inner]) => ({
            value: inner,
            path: depth < PLACE_LEVELS ? [...path, Array.isArray(value) ? Number(key) : key] : path,
          }))
        : [],
    );
  }
  return null;
}
