import { signAccess } from '../../server/access/bearer.ts';
import { buildApi } from '../../server/app.ts';
import { configure } from '../../server/config.ts';
import { openDatabase } from '../../server/database.ts';
import { QUERIES } from './queries.ts';
import { STATEMENT_QUERY } from './statement.ts';

/**
 * The product as a process of its own: the API behind its front door, with the bench's documents among its
 * persisted operations. Answers a message with bearers of the sessions named in it, since they live five minutes.
 */
const [databaseUrl, dataDir] = process.argv.slice(2) as [string, string];
const config = configure({
  databaseUrl,
  dataDir,
  webBuild: null,
  host: '127.0.0.1',
  port: 0,
  logLevel: 'error',
});
const database = openDatabase(databaseUrl, config.pool);
const api = await buildApi(config, database);
const ids = Object.fromEntries(
  [...QUERIES, STATEMENT_QUERY].map(({ name, document }) => [name, api.persist(document)]),
);
await api.app.listen({ host: config.host, port: config.port });
const { port } = api.app.server.address() as { port: number };

process.on('message', (sessions: { person: string; session: string }[]) => {
  process.send?.({ bearers: sessions.map(({ person, session }) => signAccess(api.app, person, session)) });
});
process.on('disconnect', () => process.exit());
process.send?.({ url: `http://127.0.0.1:${port}`, ids });
