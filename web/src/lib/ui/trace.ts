/** How a computed value came about: the value, the rule it comes from, and what went into it. */
export type Trace = {
  label: string;
  value?: string | number | null;
  /** The article of the rulebook, e.g. `Art. 7(2)`. */
  article?: string | null;
  /** The version of the rulebook that was in force. */
  version?: string | null;
  /** The date for which it was computed, `YYYY-MM-DD`. */
  date?: string | null;
  /** Where an input comes from: a document, a register, a declaration. */
  source?: string | null;
  children?: Trace[] | null;
};
