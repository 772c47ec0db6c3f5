import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Largest form that a page may send: an import file. */
const FORM_BYTES = '32M';

/** How SvelteKit's server side reaches the API of its own process. Read by web/src/lib/server/api.ts. */
export interface ApiAddress {
  origin: string;
  internal: string;
}

/**
 * Serves SvelteKit's build in the same process. Its handler wants the raw request, so Fastify reads no body
 * here. adapter-node takes `https` for granted unless told by a header, which would refuse every plain form.
 */
export async function registerWeb(app: FastifyInstance, build: string): Promise<void> {
  const file = join(build, 'handler.js');
  if (!existsSync(file)) throw new Error(`the web is not built: ${file} is missing`);
  process.env['PROTOCOL_HEADER'] = 'x-forwarded-proto';
  process.env['ADDRESS_HEADER'] = 'x-client-address';
  process.env['BODY_SIZE_LIMIT'] = FORM_BYTES;
  const { handler } = (await import(pathToFileURL(file).href)) as {
    handler: (request: unknown, response: unknown, next: () => void) => unknown;
  };
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.all('/*', async (request, reply) => {
      reply.hijack();
      tellOrigin(request);
      try {
        await handler(request.raw, reply.raw, () => reply.raw.writeHead(404).end());
      } catch (error) {
        request.log.error({ stack: error instanceof Error ? error.stack : String(error) }, 'page failed');
        if (!reply.raw.headersSent) reply.raw.writeHead(500).end();
      }
    });
  });
}

/**
 * Who asks, for which host and by which protocol: what the connection says or a trusted proxy, never what else
 * stands in the request.
 */
function tellOrigin(request: FastifyRequest): void {
  const { headers } = request.raw;
  headers['x-forwarded-proto'] = request.protocol === 'https' ? 'https' : 'http';
  headers['x-client-address'] = request.ip;
  if (request.host) headers.host = request.host;
}

/** Tells the web where its API is; called once the port is known. */
export function tellWeb(address: ApiAddress): void {
  (globalThis as { ninefoldApi?: ApiAddress }).ninefoldApi = address;
}
