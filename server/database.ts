import postgres from 'postgres';

export type Sql = postgres.Sql;

/** The two pools of the runtime role: one cannot write by construction, the other serves acts. */
export interface Database {
  reads: Sql;
  acts: Sql;
  close(): Promise<void>;
}

const SETTINGS = {
  role: 'ninefold_app',
  application_name: 'ninefold',
  statement_timeout: 5000,
  lock_timeout: 2000,
  idle_in_transaction_session_timeout: 10_000,
  timezone: 'UTC',
  jit: 'off',
};

/**
 * Opens both pools. `max_pipeline: 0` gives a busy connection no second query: others take it, the tail stays
 * short, and no query hangs when the server is killed.
 */
export function openDatabase(url: string, size: number): Database {
  const shared = {
    max: size,
    max_pipeline: 0,
    connect_timeout: 5,
    backoff: () => 0.2,
    onnotice: () => {},
    transform: { undefined: null },
  };
  const reads = postgres(url, { ...shared, connection: { ...SETTINGS, default_transaction_read_only: true } as never });
  const acts = postgres(url, { ...shared, connection: SETTINGS as never });
  return {
    reads,
    acts,
    close: async () => {
      await Promise.all([reads.end({ timeout: 5 }), acts.end({ timeout: 5 })]);
    },
  };
}
