import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Database } from '../database.ts';
import { badRequest, Fault } from '../errors.ts';
import { ACCESS_SECONDS, callerOf, signAccess } from './bearer.ts';
import { refresh, signIn, signOut, signOutEverywhere } from './sessions.ts';
import { setPasswordByLink } from './sign-in-links.ts';

const text = { type: 'string', minLength: 1, maxLength: 200 };
const body = (...names: string[]) => ({
  schema: {
    body: {
      type: 'object',
      required: names,
      additionalProperties: false,
      properties: Object.fromEntries(names.map((name) => [name, text])),
    },
  },
});

/** Sign-in, refresh and sign-out. REST and not GraphQL, so that no document can try many passwords at once. */
export function registerAccessRoutes(
  app: FastifyInstance,
  database: Database,
  clientAddress: (request: FastifyRequest) => string,
): void {
  app.post('/auth/sign-in', body('email', 'password'), async (request, reply) => {
    const { email, password } = request.body as { email: string; password: string };
    const outcome = await signIn(database, email, password, clientAddress(request));
    if ('failed' in outcome) return reply.code(401).send({ code: 'sign_in_failed' });
    if ('waitSeconds' in outcome) {
      reply.header('retry-after', outcome.waitSeconds);
      return reply.code(429).send({ code: 'too_many_attempts', retryAfter: outcome.waitSeconds });
    }
    return tokens(app, outcome);
  });
  app.post('/auth/refresh', body('refreshToken'), async (request) => {
    const { refreshToken } = request.body as { refreshToken: string };
    return tokens(app, await refresh(database, refreshToken));
  });
  app.post('/auth/password', body('link', 'password'), async (request, reply) => {
    const { link, password } = request.body as { link: string; password: string };
    const code = await setPasswordByLink(database, link, password);
    return code ? reply.code(422).send({ code }) : reply.code(204).send();
  });
  app.post('/auth/sign-out', async (request, reply) => {
    await signOut(database, await sessionOf(request, database));
    return reply.code(204).send();
  });
  app.post('/auth/sign-out-everywhere', async (request, reply) => {
    await signOutEverywhere(database, await sessionOf(request, database));
    return reply.code(204).send();
  });
}

function tokens(app: FastifyInstance, signedIn: { person: string; session: string; refreshToken: string }) {
  const accessToken = signAccess(app, signedIn.person, signedIn.session);
  return { accessToken, refreshToken: signedIn.refreshToken, expiresIn: ACCESS_SECONDS };
}

async function sessionOf(request: FastifyRequest, database: Database): Promise<string> {
  const caller = await callerOf(request, database);
  if (caller.kind === 'none') throw new Fault('UNAUTHENTICATED');
  if (caller.kind !== 'session' || caller.id === null) throw badRequest('not_a_session');
  return caller.id;
}
