import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { privacyLetters } from './access/privacy/letters.ts';
import { outsideTasks, startOutside } from './access/privacy/outside.ts';
import { buildApi } from './app.ts';
import { type Config, configure } from './config.ts';
import { startDaily } from './daily.ts';
import { type Database, openDatabase } from './database.ts';
import { bankFileWorker } from './dues/bank/file-job.ts';
import { reminderTasks } from './dues/reminders/daily.ts';
import { reminderLetters } from './dues/reminders/letters.ts';
import { startJobs } from './jobs.ts';
import { signInLetters } from './mail/sign-in-letter.ts';
import { smtpCarrier } from './mail/transport.ts';
import { signature } from './mail/unsubscribe.ts';
import { startMail } from './mail/worker.ts';
import { applicationTasks } from './membership/applications/documents.ts';
import { applicationLetters } from './membership/applications/letters.ts';
import { membershipJobs } from './membership/import-job.ts';
import { selfTest } from './self-test.ts';
import { standingTasks, startStanding } from './standing/background.ts';
import { obligationLetters } from './standing/obligations/letters.ts';
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
  const host = ['127.0.0.1', '0.0.0.0'].includes(config.host) ? 'localhost' : config.host;
  const url = `http://${host}:${portOf(api.app.server)}`;
  const background = startBackground(config, database, config.publicUrl ?? url, (error) =>
    api.app.log.error({ stack: error instanceof Error ? error.stack : String(error) }, 'job failed'),
  );
  return {
    url,
    close: async () => {
      await drain();
      inner.close();
      await api.app.close();
      inner.closeAllConnections();
      await background.close();
      await database.close();
    },
  };
}

/** What goes on without a request: jobs, the tasks of each day, and mail. */
function startBackground(
  config: Config,
  database: Database,
  publicUrl: string,
  report: (error: unknown) => void,
): { close(): Promise<void> } {
  const { sign } = signature(config.dataDir);
  const loops = [
    startJobs(database, { ...membershipJobs(config.dataDir), bank: bankFileWorker(config.dataDir) }, report),
    startDaily(
      database,
      {
        ...reminderTasks,
        ...standingTasks,
        ...applicationTasks(config.dataDir),
        ...outsideTasks(config.outsideFile),
      },
      report,
    ),
    startStanding(database, report),
    startOutside(database, config.outsideFile, report),
    startMail(
      database,
      {
        kinds: {
          ...signInLetters,
          ...privacyLetters,
          ...reminderLetters,
          ...obligationLetters,
          ...applicationLetters,
        },
        carrier: config.mail ? smtpCarrier(config.mail) : null,
        publicUrl,
        unsubscribe: (person, topic) => `${publicUrl}/unsubscribe/${sign(person, topic)}`,
      },
      report,
    ),
  ];
  return {
    close: async () => {
      await Promise.all(loops.map((loop) => loop.close()));
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
