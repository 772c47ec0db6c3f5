/**
 * Serves the built pages on a free port over an API that answers from `fake-network.ts`. For trying pages and
 * for tests of the web alone; the product never loads it.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer, type Token } from './fake-network.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const manifest = JSON.parse(
  readFileSync(new URL('../../schema/operations.json', import.meta.url), 'utf8'),
) as Record<string, string>;

/** Starts on `port` (0: any free one). `build` is the folder of the built handler. */
export async function serveFake(build: string, port = 0): Promise<{ url: string; close: () => void }> {
  process.env['PROTOCOL_HEADER'] = 'x-forwarded-proto';
  const { handler } = (await import(`${build}/handler.js`)) as { handler: Handler };
  const server = createServer((request, response) => {
    request.headers['x-forwarded-proto'] ??= 'http';
    const path = request.url ?? '/';
    if (path === '/graphql' || path.startsWith('/auth/')) void answerApi(request, response, path);
    else handler(request, response);
  });
  await listen(server, port);
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

async function answerApi(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, never>;
  const [status, data] = path === '/graphql' ? graphql(request, body) : session(path, body);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(data));
}

function graphql(
  request: IncomingMessage,
  body: { id?: string; variables?: Record<string, unknown> },
): [number, unknown] {
  const name = /^(?:query|mutation) (\w+)/.exec(manifest[body.id ?? ''] ?? '')?.[1] ?? '';
  const data = answer(name, body.variables ?? {}, tokenOf(request));
  if (data) return [200, { data }];
  return [200, { data: null, errors: [{ message: 'unknown', extensions: { code: 'BAD_REQUEST' } }] }];
}

function tokenOf(request: IncomingMessage): Token {
  const token = request.headers.authorization?.replace('Bearer ', '');
  return token === 'demo-access' || token === 'demo-secretariat' ? token : 'none';
}

function session(
  path: string,
  body: { email?: string; password?: string; refreshToken?: string },
): [number, unknown] {
  const tokens = { accessToken: 'demo-access', refreshToken: 'demo-refresh', expiresIn: 300 };
  if (path === '/auth/sign-in')
    return body.password === 'demo' ? [200, tokens] : [401, { code: 'sign_in_failed' }];
  if (path === '/auth/refresh') return body.refreshToken === 'demo-refresh' ? [200, tokens] : [401, {}];
  return [200, {}];
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
}

if (import.meta.main) {
  const build = process.env['NINEFOLD_WEB_OUT'] ?? new URL('../build', import.meta.url).pathname;
  console.log((await serveFake(build, Number(process.env['PORT'] ?? 0))).url);
}
