import { DrizzleQueryError } from 'drizzle-orm';
import postgres from 'postgres';
import { Fault, Refused } from './errors.ts';

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
  // The database's memory holds what is read often: an index is not four times dearer than a scan, as is assumed for disks.
  random_page_cost: 1.1,
};

/** Days and instants stay the text that they are: JavaScript's Date would move 31 February to March. */
const TIME_AS_TEXT = {
  to: 1184,
  from: [1082, 1114, 1184],
  serialize: (value: string | Date) => (value instanceof Date ? value.toISOString() : value),
  parse: (value: string) => value,
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
    types: { date: TIME_AS_TEXT },
  };
  const reads = postgres(url, {
    ...shared,
    connection: { ...SETTINGS, default_transaction_read_only: true } as never,
  });
  const acts = postgres(url, { ...shared, connection: SETTINGS as never });
  return {
    reads,
    acts,
    close: async () => {
      await Promise.all([reads.end({ timeout: 5 }), acts.end({ timeout: 5 })]);
    },
  };
}

/** What a failed statement means to the caller; anything unknown stays what it is and is masked later. */
export function faultOf(error: unknown): unknown {
  const own = withoutStatement(error);
  const code = typeof own === 'object' && own !== null && 'code' in own ? String(own.code) : '';
  // The books are closed through the day that the database names.
  if (code === 'NF004')
    return new Refused({ code: 'period_closed', value: String((own as { detail?: string }).detail) });
  if (/^(22(P02|P05|000|003|007|008|009|021|023)|42846)$/.test(code))
    return new Fault('BAD_REQUEST', 'value');
  if (/^(57014|55P03|40001|40P01)$/.test(code)) return new Fault('UNAVAILABLE', 'too_slow');
  if (/^(CONNECT|ECONN|EPIPE|ETIMEDOUT|EHOST|ENOTFOUND|EAI_AGAIN|57P0|08|53)/.test(code))
    return new Fault('UNAVAILABLE');
  return own;
}

/** Drizzle wraps what fails in an error whose text is the statement with its values: neither answers nor logs may have it. */
export function withoutStatement(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? error.cause : error;
}
