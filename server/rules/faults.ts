/** What can be wrong with a rulebook or its facts, always with the article, the place and the reason. */

export interface Fault {
  /** Stable name of the kind of fault, for translation: `unknown_name`, `band_gap`, `fact_missing` … */
  readonly code: string;
  /** Number of the article (`7.2`), or empty for the document as a whole. */
  readonly article: string;
  /** Where in the article or document: `steps[2].value`, `tables.yearly`, `facts.members` … */
  readonly place: string;
  /** One English sentence. */
  readonly reason: string;
  /** Fact concerned, where one is. */
  readonly fact?: string;
  /** Version of the article, where it has several. */
  readonly version?: number;
}

const FAULTS_SHOWN = 100;

/** A computation that has reached its bounds ends there. */
const BOUNDS: ReadonlySet<string> = new Set(['too_many_steps', 'too_deep']);

/** Thrown inside the engine only; every public function turns it into {@link Fault}s. */
export class RuleError extends Error {
  readonly code: string;
  readonly fact: string | undefined;
  /** Where several facts are refused together: the error of each. */
  private readonly parts: readonly RuleError[];
  private article: string | undefined;
  private place: string | undefined;

  constructor(code: string, reason: string, fact?: string, parts: readonly RuleError[] = []) {
    super(reason);
    this.code = code;
    this.fact = fact;
    this.parts = parts;
  }

  /** The innermost article being computed says where; those around it change nothing. */
  locate(article: string, place: string): void {
    for (const one of this.all()) {
      one.article ??= article;
      one.place ??= place;
    }
  }

  /** Each fault once, and never more than a reader can use. */
  faults(): Fault[] {
    const found = new Map<string, RuleError>();
    for (const one of this.all()) if (!found.has(one.message)) found.set(one.message, one);
    const faults = [...found.values()].slice(0, FAULTS_SHOWN).map((one) => one.fault());
    const more = found.size - faults.length;
    return more > 0
      ? [...faults, { code: 'more_faults', article: '', place: '', reason: `and ${more} more faults` }]
      : faults;
  }

  /** The errors that this one stands for: itself, or its parts. */
  all(): readonly RuleError[] {
    return this.parts.length > 0 ? this.parts : [this];
  }

  private fault(): Fault {
    return {
      code: this.code,
      article: this.article ?? '',
      place: this.place ?? '',
      reason: this.message,
      ...(this.fact === undefined ? {} : { fact: this.fact }),
    };
  }
}

/**
 * Something was refused: what is computed beside it is computed all the same, so that every refused fact is named at once
 * and not one a try. Throws the error together with the facts that the rest refuses.
 */
export function withRest(error: unknown, rest: Iterable<() => unknown>): never {
  if (!(error instanceof RuleError) || BOUNDS.has(error.code)) throw error;
  const parts = [...error.all()];
  for (const compute of rest) {
    const other = refusalOf(compute);
    if (other && BOUNDS.has(other.code)) break;
    if (other) parts.push(...other.all().filter((one) => one.fact !== undefined));
  }
  throw parts.length === error.all().length
    ? error
    : new RuleError(error.code, error.message, error.fact, parts);
}

/** Computes everything in order; where facts are refused, all of them are named. */
export function together<Item, Found>(
  items: readonly Item[],
  compute: (item: Item, i: number) => Found,
): Found[] {
  const found: Found[] = [];
  for (let i = 0; i < items.length; i += 1) {
    try {
      found.push(compute(items[i] as Item, i));
    } catch (error) {
      withRest(
        error,
        items.slice(i + 1).map((item, more) => () => compute(item, i + 1 + more)),
      );
    }
  }
  return found;
}

function refusalOf(compute: () => unknown): RuleError | null {
  try {
    compute();
    return null;
  } catch (error) {
    if (error instanceof RuleError) return error;
    throw error;
  }
}
