import { createHash } from 'node:crypto';

/** A session as a bearer's signature proved it, until the bearer expires. */
export interface Proven {
  session: string;
  /** Milliseconds since 1970. */
  until: number;
}

/** So many bearers are remembered; beyond that the one kept longest is proved again when it comes. */
const KEPT = 2000;

/**
 * Remembers which bearers were proved, so that a signature is checked once in its five minutes and not at every
 * request. Under the hash of the whole bearer, never a part; one for each signing key; only what was proved, never
 * what failed. Whether the session still stands is no matter of this: the database is asked at every request.
 */
export class VerifiedBearers {
  readonly #kept = new Map<string, Proven>();

  /** The session of the bearer, by memory or else by `prove`, which throws when the bearer is no good. */
  session(bearer: string, prove: () => Proven): string {
    const key = createHash('sha256').update(bearer).digest('base64');
    const known = this.#kept.get(key);
    if (known && known.until > Date.now()) return known.session;
    this.#kept.delete(key);
    const proven = prove();
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size < KEPT) break;
      this.#kept.delete(oldest);
    }
    this.#kept.set(key, proven);
    return proven.session;
  }
}
