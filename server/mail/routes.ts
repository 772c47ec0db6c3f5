import type { FastifyInstance, FastifyReply } from 'fastify';
import type { TransactionSql } from 'postgres';
import { callerOf } from '../access/bearer.ts';
import type { Database } from '../database.ts';
import { Fault } from '../errors.ts';
import { act, type Caller } from '../unit.ts';
import type { Signature } from './unsubscribe.ts';

const SHOWN = 200;
const MESSAGE = {
  schema: { params: { type: 'object', properties: { id: { type: 'string', pattern: '^[0-9a-f-]{36}$' } } } },
};
const TOKEN = {
  schema: { params: { type: 'object', properties: { token: { type: 'string', maxLength: 200 } } } },
};

export interface MailRoutes {
  signature: Signature;
  /** Whether messages are kept on this installation: only then is there a mailbox page. */
  kept: boolean;
}

/** The mailbox of an installation without a mail server, and the links by which one ends messages of a topic. */
export function registerMailRoutes(
  app: FastifyInstance,
  database: Database,
  { signature, kept }: MailRoutes,
): void {
  if (kept) registerMailbox(app, database);
  registerSubscription(app, database, signature);
}

/** Row security decides which messages a reader sees: their own, and the secretariat those to invented persons. */
function registerMailbox(app: FastifyInstance, database: Database): void {
  const entered = <T>(caller: Caller, query: (sql: TransactionSql) => Promise<T>) => {
    if (caller.kind !== 'session') throw new Fault(caller.kind === 'none' ? 'UNAUTHENTICATED' : 'FORBIDDEN');
    return act(database, caller, (unit) => query(unit.sql));
  };
  app.get('/mail/box', async (request) => {
    const caller = await callerOf(request, database);
    const messages = await entered(
      caller,
      (sql) => sql`
        select b.mail_id as id, b.address::text, b.subject, b.kept_at as "keptAt", m.kind, m.locale
        from mailbox_message b join mail m on m.id = b.mail_id order by b.kept_at desc, b.mail_id limit ${SHOWN}`,
    );
    return { messages };
  });
  app.get('/mail/box/:id', MESSAGE, async (request) => {
    const { id } = request.params as { id: string };
    const caller = await callerOf(request, database);
    const [message] = await entered(
      caller,
      (sql) => sql`
        select b.mail_id as id, b.address::text, b.subject, b.words, b.html, b.kept_at as "keptAt", m.kind, m.locale
        from mailbox_message b join mail m on m.id = b.mail_id where b.mail_id = ${id}`,
    );
    if (!message) throw new Fault('NOT_FOUND');
    return message;
  });
}

/**
 * Ending messages without signing in. The page asks what a link is for; programs of mail post to the same address as
 * people do (RFC 8058), so this stands outside of the pages, which take no post from elsewhere. Looking changes nothing.
 */
function registerSubscription(app: FastifyInstance, database: Database, signature: Signature): void {
  const meant = (request: { params: unknown }) => {
    const found = signature.check((request.params as { token: string }).token);
    if (!found) throw new Fault('NOT_FOUND');
    return found;
  };
  app.get('/mail/subscription/:token', TOKEN, async (request) => {
    const { person, topic } = meant(request);
    const [row] = await database.reads<
      { wanted: boolean }[]
    >`select app.subscribed(${person}, ${topic}) as wanted`;
    return { topic, wanted: row?.wanted ?? true };
  });
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 2000 }, (_request, body, done) =>
      done(null, body),
    );
    scope.post('/unsubscribe/:token', TOKEN, async (request, reply) => {
      const { person, topic } = meant(request);
      const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
      const wanted = form.get('wanted') === 'yes';
      await database.acts`select app.subscribe(${person}, ${topic}, ${wanted}, 'link')`;
      return answered(reply, form.get('List-Unsubscribe') === 'One-Click', request.url);
    });
  });
}

function answered(reply: FastifyReply, program: boolean, page: string) {
  if (program) return reply.code(200).type('text/plain').send('');
  return reply.redirect(page.split('?')[0] ?? '/', 303);
}
