/** An edition: the articles of a rulebook in force on a day, as known on a day. */
import type { Expr } from './expr.ts';
import type {
  ArticleDocument,
  BandDocument,
  EditionDocument,
  FactDeclaration,
  RulebookDocument,
  TableDocument,
} from './format.ts';
import type { Day } from './values.ts';

export interface CompiledArticle {
  readonly no: string;
  readonly key: string;
  readonly version: number;
  readonly validFrom: string;
  readonly retroactiveFrom: string | undefined;
  readonly adoptedBy: EditionDocument['adoptedBy'];
  readonly document: ArticleDocument;
  readonly steps: NonNullable<ArticleDocument['steps']>;
  readonly rule: Expr | { use: string } | undefined;
  readonly round: ArticleDocument['round'];
}

export interface Edition {
  readonly facts: ReadonlyMap<string, FactDeclaration>;
  readonly articles: ReadonlyMap<string, CompiledArticle>;
  /** Keys of all articles of any version: `at` may reach one that is no longer in force. */
  readonly keys: ReadonlySet<string>;
  readonly tables: ReadonlyMap<string, TableDocument>;
  readonly bands: ReadonlyMap<string, BandDocument>;
  /** Highest version among the articles in force. */
  readonly version: number;
}

/** Dates and adoption of an article: its own, or those of its version. */
export function compileArticle(document: RulebookDocument, article: ArticleDocument): CompiledArticle {
  const first = document.versions[0] as EditionDocument;
  const edition = document.versions.find((known) => known.version === article.version) ?? first;
  return {
    no: article.no,
    key: article.key,
    version: article.version ?? edition.version,
    validFrom: article.validFrom ?? edition.validFrom,
    retroactiveFrom: article.retroactiveFrom ?? (article.validFrom ? undefined : edition.retroactiveFrom),
    adoptedBy: article.adoptedBy ?? edition.adoptedBy,
    document: article,
    steps: article.steps ?? [],
    rule: article.rule,
    round: article.round,
  };
}

/** The day from which an article counts as known. */
export function knownFrom(article: CompiledArticle): string {
  return article.adoptedBy.date ?? article.validFrom;
}

/**
 * Of each key, the entry with the highest version whose effect has begun on `asOf`. With `knownOn`, only entries
 * that were in force (or adopted, where the date is stated) by then count: a retroactive rule is not known earlier.
 */
export function inForce(articles: readonly CompiledArticle[], asOf: Day, knownOn?: Day): CompiledArticle[] {
  const [day, known] = [asOf.toText(), knownOn?.toText()];
  const chosen = new Map<string, CompiledArticle>();
  for (const article of articles) {
    if (known !== undefined && knownFrom(article) > known) continue;
    if ((article.retroactiveFrom ?? article.validFrom) > day) continue;
    const other = chosen.get(article.key);
    if (!other || article.version > other.version) chosen.set(article.key, article);
  }
  return [...chosen.values()].filter((article) => !article.document.repealed);
}

export function makeEdition(
  facts: ReadonlyMap<string, FactDeclaration>,
  articles: readonly CompiledArticle[],
  keys: ReadonlySet<string>,
): Edition {
  return {
    facts,
    articles: new Map(articles.map((article) => [article.key, article])),
    keys,
    tables: new Map(articles.flatMap((article) => Object.entries(article.document.tables ?? {}))),
    bands: new Map(articles.flatMap((article) => Object.entries(article.document.bands ?? {}))),
    version: articles.reduce((highest, article) => Math.max(highest, article.version), 0),
  };
}
