import { availableParallelism } from 'node:os';
import Fastify from 'fastify';
import postgres from 'postgres';
import { QUERIES } from './queries.ts';
import { STATEMENT_QUERY } from './statement.ts';

/**
 * What the product is compared with: for each query a Fastify route with one hand-written SQL statement, sent
 * by postgres.js. Under /raw as the administrator, below whom there is no row security; under /guarded as the runtime role in a
 * transaction that is entered as the session, as a careful hand would write it.
 */
const [adminUrl, databaseUrl] = process.argv.slice(2) as [string, string];
const settings = { jit: 'off', random_page_cost: 1.1 };
const connect = (url: string, max_pipeline: number, connection: object) =>
  postgres(url, {
    max: availableParallelism() + 1,
    max_pipeline,
    connection,
    onnotice: () => {},
  } as never);
const admin = connect(adminUrl, 0, settings);
// Entering and reading go out together.
const runtime = connect(databaseUrl, 1, { ...settings, role: 'ninefold_app' });

const app = Fastify();
for (const query of [...QUERIES, STATEMENT_QUERY]) {
  const text = query.byHand;
  const read = async (sql: { unsafe: postgres.Sql['unsafe'] }, given: Record<string, string>) => {
    const [row] = await sql.unsafe<{ page: unknown }[]>(text, query.values(given) as never[], {
      prepare: true,
    });
    return row?.page;
  };
  app.get(`/raw/${query.name}`, async (request) => ({ data: await read(admin, request.query as never) }));
  app.get(`/guarded/${query.name}`, async (request) => {
    const given = request.query as Record<string, string>;
    const data = await runtime.begin('read only', async (sql) => {
      // Sent at once: queries of this driver are otherwise sent when they are awaited.
      const entered = sql<
        { state: string }[]
      >`select state from app.enter('session', ${String(given['session'])})`.execute();
      const [[guard], page] = await Promise.all([entered, read(sql, given)]);
      if (guard?.state !== 'ok') throw new Error('the session has ended');
      return page;
    });
    return { data };
  });
}
await app.listen({ host: '127.0.0.1', port: 0 });
process.on('disconnect', () => process.exit());
process.send?.({ url: `http://127.0.0.1:${(app.server.address() as { port: number }).port}` });
