import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
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
  const drain = drainable(api.app);
  if (config.webBuild) await registerWeb(api.app, config.webBuild);
  await selfTest(api);
  const inner = await innerDoor(api.app);
  tellWeb({ origin: `http://127.0.0.1:${portOf(inner)}`, internal: api.internal });
  await api.app.listen({ host: config.host, port: config.port });
  const jobs = startJobs(database, membershipJobs(config.dataDir), (error) =>
    api.app.log.error({ stack: error instanceof Error ? error.stack : String(error) }, 'job failed'),
  );
  const host = ['127.0.0.1', '0.0.0.0'].includes(config.host) ? 'localhost' : config.host;
  return {
    url: `http://${host}:${portOf(api.app.server)}`,
    close: async () => {
      await drain();
      inner.close();
      await api.app.close();
      inner.closeAllConnections();
      await jobs.close();
      await database.close();
    },
  };
}

/** A door for the pages of this process alone: they still need the API when the front door takes nobody in any more. */
async function innerDoor(app: FastifyInstance): Promise<Server> {
  const door = createServer((request, response) => app.routing(request, response));
  await new Promise<void>((resolve, reject) => {
    door.once('error', reject);
    door.listen(0, '127.0.0.1', resolve);
  });
  return door;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Makes the stop of the front door: it takes nobody in any more, and resolves when all who are in have their answer. */
function drainable(app: FastifyInstance): () => Promise<void> {
  let draining = false;
  app.addHook('onRequest', async (_request, reply) => {
    if (draining) reply.raw.shouldKeepAlive = false;
  });
  return async () => {
    draining = true;
    const left = new Promise((resolve) => app.server.close(resolve));
    const idle = setInterval(() => app.server.closeIdleConnections(), 20);
    await left.finally(() => clearInterval(idle));
  };
}
