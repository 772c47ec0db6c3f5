import { buildApi } from './app.ts';
import { type Config, configure } from './config.ts';
import { openDatabase } from './database.ts';
import { startJobs } from './jobs.ts';
import { membershipJobs } from './membership/import-job.ts';
import { selfTest } from './self-test.ts';
import { registerWeb, tellWeb } from './web.ts';

export interface Served {
  url: string;
  close(): Promise<void>;
}

/** Serves the API and the web on one port. Close drains what is accepted, then lets go of the database. */
export async function serve(overrides: Partial<Config> = {}): Promise<Served> {
  const config = configure(overrides);
  const database = openDatabase(config.databaseUrl, config.pool);
  const api = await buildApi(config, database);
  if (config.webBuild) await registerWeb(api.app, config.webBuild);
  await selfTest(api);
  await api.app.listen({ host: config.host, port: config.port });
  const jobs = startJobs(database, membershipJobs(config.dataDir), (error) => api.app.log.error({ stack: error instanceof Error ? error.stack : String(error) }, 'job failed'));
  const address = api.app.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  tellWeb({ origin: `http://127.0.0.1:${port}`, internal: api.internal });
  return {
    url: `http://${config.host === '127.0.0.1' || config.host === '0.0.0.0' ? 'localhost' : config.host}:${port}`,
    close: async () => {
      await api.app.close();
      await jobs.close();
      await database.close();
    },
  };
}
