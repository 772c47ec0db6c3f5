import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { callerOf, registerBearer } from './access/bearer.ts';
import { registerPrivacyRoutes } from './access/privacy/routes.ts';
import { registerAccessRoutes } from './access/routes.ts';
import type { Config } from './config.ts';
import { contractShapes } from './contract.ts';
import { type Database, faultOf } from './database.ts';
import { registerAccountsRoutes } from './dues/accounts/routes.ts';
import { firstDuesOf } from './dues/admission/first-dues.ts';
import { registerBankRoutes } from './dues/bank/routes.ts';
import { registerReferenceRoutes } from './dues/facts/routes.ts';
import { registerInvoiceRoutes } from './dues/invoices/routes.ts';
import { registerCalendarRoutes } from './dues/reminders/calendar-routes.ts';
import { registerStudioRoutes } from './dues/studio/exports.ts';
import { badRequest, Fault, type FaultCode } from './errors.ts';
import { type Context, type Execute, masked, registerGraphql } from './graphql.ts';
import { LIMITS } from './limits.ts';
import { registerMailRoutes } from './mail/routes.ts';
import { signature } from './mail/unsubscribe.ts';
import { registerApplicationRoutes } from './membership/applications/routes.ts';
import { registerDirectoryRoutes } from './membership/directory/routes.ts';
import { registerDocumentRoutes } from './membership/organisations/routes.ts';
import { registerMembershipRoutes } from './membership/routes.ts';
import type { CompileOptions } from './reading/compile.ts';
import { Reading } from './reading/read.ts';
import { registerObligationRoutes } from './standing/obligations/export.ts';
import { registerTimeRoutes } from './standing/time/routes.ts';

const STATUS: Record<FaultCode, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_REQUEST: 400,
  TOO_MANY: 429,
  UNAVAILABLE: 503,
};

const LOCALES = ['en', 'fr', 'es', 'ar'];

/** The API as one Fastify instance, not yet listening. `internal` is the secret by which the web proves itself. */
export interface Api {
  app: FastifyInstance;
  database: Database;
  reading: Reading;
  schema: GraphQLSchema;
  internal: string;
  /** Adds a document to the persisted operations of this process, answering its id. */
  persist(document: string): string;
}

/** What tests set: see CompileOptions, and where the log goes if not to standard output. */
export interface ApiOptions extends CompileOptions {
  logTo?: Writable;
}

export async function buildApi(
  config: Config,
  database: Database,
  options: ApiOptions = { guards: true },
): Promise<Api> {
  const internal = randomBytes(24).toString('base64url');
  const app = Fastify({
    bodyLimit: LIMITS.bytes * 4,
    // An import of 32 MB over a slow line takes its time; heads that trickle in are cut off after a minute by Node itself.
    requestTimeout: 600_000,
    trustProxy: config.trustProxy.length > 0 ? config.trustProxy : false,
    logger: {
      level: config.logLevel,
      redact: ['req.headers.authorization', 'req.headers.cookie'],
      serializers: { req: logged },
      ...(options.logTo ? { stream: options.logTo } : {}),
    },
  });
  app.setErrorHandler((error, request, reply) => answerFault(error, request, reply));
  await app.register(helmet, { contentSecurityPolicy: false, hsts: false });
  await registerBearer(app, config.dataDir);
  const reading = new Reading(database, contractShapes, options);
  const { web, outside, schema } = await registerGraphql(app);
  registerAccessRoutes(app, database, (request) => clientAddress(request, internal));
  const operations = persistedOperations();
  registerGraphqlRoute(app, {
    database,
    reading,
    web,
    outside,
    operations,
    address: (request) => clientAddress(request, internal),
  });
  registerMembershipRoutes(app, database, config.dataDir);
  registerDocumentRoutes(app, database, config.dataDir);
  registerApplicationRoutes(app, database, config.dataDir, firstDuesOf);
  registerDirectoryRoutes(app, database, config.publicUrl);
  registerStudioRoutes(app, database);
  registerMailRoutes(app, database, { signature: signature(config.dataDir), kept: config.mail === null });
  registerCalendarRoutes(app, database, config.publicUrl);
  registerInvoiceRoutes(app, database);
  registerReferenceRoutes(app, database, config.dataDir);
  registerBankRoutes(app, database, config.dataDir);
  registerAccountsRoutes(app, database);
  registerPrivacyRoutes(app, database);
  registerObligationRoutes(app, database);
  registerTimeRoutes(app, database);
  registerHealth(app, database);
  const persist = (document: string) => {
    const id = createHash('sha256').update(document).digest('hex');
    operations.set(id, document);
    return id;
  };
  return { app, database, reading, schema, internal, persist };
}

/** Method and path only: no query strings, no bodies, nobody's address; of a path that is a secret only its beginning. */
const logged = (request: { method: string; url: string }) => ({
  method: request.method,
  path: request.url
    .split('?')[0]
    ?.replace(/^(\/calendar|\/join|\/unsubscribe|\/mail\/subscription)\/.*/, '$1/…'),
});

function answerFault(thrown: unknown, request: FastifyRequest, reply: FastifyReply) {
  const error = faultOf(thrown);
  if (error instanceof Fault)
    return reply.code(STATUS[error.code]).send({ code: error.code, detail: error.detail });
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status < 500) return reply.code(status).send({ code: 'BAD_REQUEST' });
  request.log.error(
    { name: (error as Error).name, code: (error as { code?: string }).code, stack: (error as Error).stack },
    'failed',
  );
  return reply.code(500).send({ code: 'INTERNAL' });
}

/** The reader's own address comes from the web in this process, which proves itself; anybody else's word is not taken. */
function clientAddress(request: FastifyRequest, internal: string): string {
  const proof = Buffer.from(String(request.headers['x-ninefold-internal'] ?? ''));
  const secret = Buffer.from(internal);
  const trusted = proof.length === secret.length && timingSafeEqual(proof, secret);
  return (trusted && String(request.headers['x-client-address'] ?? '')) || request.ip;
}

interface Serving {
  database: Database;
  reading: Reading;
  web: Execute;
  outside: Execute;
  operations: Map<string, string>;
  address: (request: FastifyRequest) => string;
}

interface GraphqlBody {
  id?: string;
  query?: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

const GRAPHQL_BODY = {
  type: 'object',
  additionalProperties: false,
  properties: {
    id: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    query: { type: 'string', maxLength: LIMITS.bytes },
    variables: { type: 'object', nullable: true },
    operationName: { type: 'string', nullable: true },
    extensions: { type: 'object', nullable: true },
  },
};

/**
 * POST /graphql. Sessions and the public send the id of a persisted operation; only an office holder's token
 * may send a document of its own.
 */
function registerGraphqlRoute(app: FastifyInstance, serving: Serving): void {
  app.post(
    '/graphql',
    { bodyLimit: LIMITS.bytes * 4, schema: { body: GRAPHQL_BODY } },
    async (request, reply) => {
      const { id, query, variables } = request.body as GraphqlBody;
      const caller = { ...(await callerOf(request, serving.database)), address: serving.address(request) };
      const persisted = id !== undefined;
      const text = persisted ? serving.operations.get(id) : query;
      if (text === undefined) throw badRequest(persisted ? 'unknown_operation' : 'query');
      if (!persisted && caller.kind !== 'token') throw new Fault('FORBIDDEN', 'persisted_operations_only');
      const context: Context = {
        caller,
        locale: localeOf(request),
        persisted,
        database: serving.database,
        reading: serving.reading,
      };
      return execute(
        persisted ? serving.web : serving.outside,
        text,
        context,
        variables ?? {},
        request,
        reply,
      );
    },
  );
}

async function execute(
  run: Execute,
  text: string,
  context: Context,
  variables: Record<string, unknown>,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  try {
    const result = await run(text, context as never, variables);
    if (!result.errors?.length) return reply.send({ data: result.data });
    const errors = result.errors.map((error) => report(error, request));
    const status =
      result.data && Object.values(result.data).some((value) => value !== null)
        ? 200
        : statusOf(errors[0]?.extensions.code);
    return reply.code(status).send({ data: result.data ?? null, errors });
  } catch (error) {
    const faults = (error as { errors?: unknown[] }).errors ?? [error];
    const errors = faults.map((fault) => report(fault, request));
    return reply.code(statusOf(errors[0]?.extensions.code)).send({ data: null, errors });
  }
}

function report(error: unknown, request: FastifyRequest) {
  const body = masked(error);
  if (body.extensions.code === 'INTERNAL') {
    const original = ((error as { originalError?: Error }).originalError ?? error) as Error & {
      code?: string;
    };
    request.log.error(
      { name: original.name, code: original.code, stack: original.stack },
      'operation failed',
    );
  }
  return body;
}

function statusOf(code: string | undefined): number {
  return STATUS[code as FaultCode] ?? (code === 'INTERNAL' ? 500 : 200);
}

function localeOf(request: FastifyRequest): string {
  const asked = String(request.headers['accept-language'] ?? '')
    .slice(0, 2)
    .toLowerCase();
  return LOCALES.includes(asked) ? asked : 'en';
}

/** The web's own operations by id: a closed list under review. */
function persistedOperations(): Map<string, string> {
  const path = new URL('../schema/operations.json', import.meta.url);
  return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>));
}

/** /healthz: the process answers. /readyz: it can reach its database as the runtime role. */
function registerHealth(app: FastifyInstance, database: Database): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    try {
      await database.reads`select 1`;
      return { status: 'ready' };
    } catch {
      return reply.code(503).send({ status: 'database unreachable' });
    }
  });
}
