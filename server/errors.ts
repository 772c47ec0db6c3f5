/** What went wrong with a request, as a code that the web says in the reader's language. Nothing else leaves. */
export type FaultCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_REQUEST'
  | 'TOO_MANY'
  | 'UNAVAILABLE';

/** A fault of the request itself. Expected refusals of an act are data instead: see Refused. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly detail: string | undefined;
  constructor(code: FaultCode, detail?: string) {
    super(detail ? `${code}: ${detail}` : code);
    this.code = code;
    this.detail = detail;
  }
}

export function badRequest(detail: string): Fault {
  return new Fault('BAD_REQUEST', detail);
}

export interface Refusal {
  /** What is refused, e.g. `already_suspended`; the web has a sentence for each in every language. */
  code: string;
  /** The input field at fault, where there is one. */
  field?: string | null;
  /** The value that was refused, as text. */
  value?: string | null;
}

/** Thrown inside an act: nothing is written, and the caller gets the refusals as data. */
export class Refused extends Error {
  readonly refusals: Refusal[];
  constructor(...refusals: Refusal[]) {
    super(refusals.map((one) => one.code).join(', '));
    this.refusals = refusals;
  }
}

/** Refuses the act with one reason. */
export function refuse(code: string, field?: string, value?: unknown): never {
  throw new Refused({ code, field: field ?? null, value: value === undefined ? null : String(value) });
}
