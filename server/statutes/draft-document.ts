/** A rulebook document as it is stored, as far as drafts look into it. What it means is the engine's to say. */
export interface RulebookJson {
  versions: { version: number; validFrom: string; retroactiveFrom?: string }[];
  facts?: Record<string, unknown>;
  articles: (Record<string, unknown> & { key: string; version?: number })[];
}

/** A part that a draft puts into the rulebook: an article by its key, or a fact by its name. */
export interface DraftChange {
  part: 'article' | 'fact';
  key: string;
  entry: Record<string, unknown>;
}

/** From when the new version is valid, and who decided it. */
export interface Decision {
  validFrom: string;
  retroactiveFrom?: string | undefined;
  adoptedBy: { body: string; resolution?: string; date?: string };
}

/** What an article takes from its version and never says itself. */
const OF_VERSION = new Set(['version', 'validFrom', 'retroactiveFrom', 'adoptedBy']);

/** The rulebook with one version more, in which the changes stand. Earlier versions stay in it as they were. */
export function documentWith(
  base: RulebookJson,
  changes: readonly DraftChange[],
  decision: Decision,
): RulebookJson {
  const version = Math.max(...base.versions.map((one) => one.version)) + 1;
  const facts = changes.filter(({ part }) => part === 'fact').map(({ key, entry }) => [key, entry]);
  const articles = changes
    .filter(({ part }) => part === 'article')
    .map(({ key, entry }) => ({ ...withoutVersion(entry), key, version }));
  const { retroactiveFrom, ...rest } = decision;
  return {
    ...base,
    versions: [...base.versions, { version, ...rest, ...(retroactiveFrom ? { retroactiveFrom } : {}) }],
    facts: { ...base.facts, ...Object.fromEntries(facts) },
    articles: [...base.articles, ...articles],
  };
}

function withoutVersion(entry: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).filter(([name]) => !OF_VERSION.has(name)));
}

/** Keys of articles that a version after `version` changed: a draft begun on that version does not know of them. */
export function changedSince(base: RulebookJson, version: number): Set<string> {
  return new Set(base.articles.filter((article) => (article.version ?? 0) > version).map(({ key }) => key));
}
