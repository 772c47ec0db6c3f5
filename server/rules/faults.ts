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

/** Thrown inside the engine only; every public function turns it into {@link Fault}s. */
export class RuleError extends Error {
  readonly code: string;
  readonly fact: string | undefined;
  /** Filled in by the innermost article being evaluated. */
  article: string | undefined;
  place: string | undefined;

  constructor(code: string, reason: string, fact?: string) {
    super(reason);
    this.code = code;
    this.fact = fact;
  }

  fault(): Fault {
    return {
      code: this.code,
      article: this.article ?? '',
      place: this.place ?? '',
      reason: this.message,
      ...(this.fact === undefined ? {} : { fact: this.fact }),
    };
  }
}
