import { availableParallelism } from 'node:os';

/** Everything the server is told from outside. */
export interface Config {
  /** The owner's connection; the server itself works in the role ninefold_app. */
  databaseUrl: string;
  host: string;
  port: number;
  /** Where files and keys of this installation are kept. */
  dataDir: string;
  /** Connections for reads, and as many for acts: cores + 1 was measured to be best. */
  pool: number;
  /** True when pages and the API are served to people: persisted operations only for sessions, no stack traces. */
  production: boolean;
  /** Where SvelteKit's build stands; null serves the API alone. */
  webBuild: string | null;
  /** Log level of the structured log. */
  logLevel: string;
}

/** Configuration from the environment, with the defaults of a first start. */
export function configure(overrides: Partial<Config> = {}): Config {
  const env = process.env;
  return {
    databaseUrl: env['DATABASE_URL'] ?? '',
    host: env['HOST'] || '127.0.0.1',
    port: env['PORT'] ? Number(env['PORT']) : 3000,
    dataDir: env['DATA_DIR'] || '.data',
    pool: availableParallelism() + 1,
    production: true,
    webBuild: new URL('../web/build', import.meta.url).pathname,
    logLevel: env['LOG_LEVEL'] || 'warn',
    ...overrides,
  };
}
