import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configure } from '../config.ts';
import { type Served, serve } from '../main.ts';
import { type TestDatabase, testDatabase } from '../test/database.ts';

/** Stands in for the pages: it says what it is told of the request, and asks the API as they do. */
const PAGES = `
export async function handler(request, response) {
  const { origin } = globalThis.ninefoldApi;
  if (request.url === '/throws') throw new Error('a page that fails');
  if (request.url === '/slow') await globalThis.slowPages.wait();
  const asked = await fetch(origin + '/readyz');
  const { host, 'x-forwarded-proto': protocol, 'x-client-address': address } = request.headers;
  response.end(JSON.stringify({ host, protocol, address, api: asked.status }));
}`;

const folder = mkdtempSync(join(tmpdir(), 'ninefold-stop-'));
let own: TestDatabase;
beforeAll(async () => {
  own = await testDatabase();
  writeFileSync(join(folder, 'handler.js'), PAGES);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
});
afterAll(async () => {
  await own.drop();
  rmSync(folder, { recursive: true, force: true });
});

const start = (more = {}) =>
  serve({
    databaseUrl: own.url,
    port: 0,
    dataDir: folder,
    webBuild: folder,
    pool: 3,
    logLevel: 'silent',
    ...more,
  });

interface Got {
  status: number;
  body: string;
}

function get(
  served: Served,
  path: string,
  headers: Record<string, string> = {},
  agent?: Agent,
): Promise<Got> {
  const { port } = new URL(served.url);
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers, agent: agent ?? false }, (response) => {
      let body = '';
      response.on('data', (data) => (body += data));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

test('R4: a stop answers everybody who was let in, pages that need the API too, and lets in nobody else', async () => {
  const served = await start();
  const agent = new Agent({ keepAlive: true });
  for (let n = 0; n < 5; n += 1) await get(served, '/page', {}, agent);
  const { promise, resolve } = Promise.withResolvers<void>();
  let inside = 0;
  const wait = () => {
    inside += 1;
    return promise;
  };
  Object.assign(globalThis, { slowPages: { wait } });
  const asked = Promise.all(Array.from({ length: 40 }, () => get(served, '/slow', {}, agent)));
  await expect.poll(() => inside, { timeout: 10_000 }).toBe(40);
  const closing = served.close();
  await expect(get(served, '/page')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  resolve();
  const answers = await asked;
  expect(answers.map((answer) => [answer.status, JSON.parse(answer.body).api])).toEqual(
    Array(40).fill([200, 200]),
  );
  await closing;
  agent.destroy();
});

test('sec-41: where the reader is and by which protocol is a trusted proxy’s word, and nobody else’s', async () => {
  const forged = {
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-host': 'evil.example',
    'x-client-address': '203.0.113.9',
  };
  const seen = async (trustProxy: string[], headers: Record<string, string>) => {
    const served = await start({ trustProxy });
    try {
      return JSON.parse((await get(served, '/page', { host: 'ninefold.example', ...headers })).body);
    } finally {
      await served.close();
    }
  };
  const direct = { host: 'ninefold.example', protocol: 'http', address: '127.0.0.1', api: 200 };
  expect(await seen([], forged)).toEqual(direct);
  expect(await seen(['10.0.0.0/8'], forged)).toEqual(direct);
  const { 'x-forwarded-host': _, ...proxied } = forged;
  const behind = { ...direct, protocol: 'https', address: '203.0.113.9' };
  expect(await seen(['127.0.0.1'], proxied)).toEqual(behind);
  // What the reader wrote into the header stands left of what the proxy added.
  expect(await seen(['127.0.0.1'], { ...proxied, 'x-forwarded-for': '198.51.100.1, 203.0.113.9' })).toEqual(
    behind,
  );
  expect((await seen(['127.0.0.1'], { ...proxied, 'x-forwarded-proto': 'javascript' })).protocol).toBe(
    'http',
  );
});

test('TRUST_PROXY is a list of addresses; anything else stops the start', () => {
  const read = (text: string) => {
    process.env['TRUST_PROXY'] = text;
    try {
      return configure().trustProxy;
    } finally {
      delete process.env['TRUST_PROXY'];
    }
  };
  expect(read('')).toEqual([]);
  expect(read('127.0.0.1, 10.0.0.0/8,::1')).toEqual(['127.0.0.1', '10.0.0.0/8', '::1']);
  for (const wrong of ['true', '1', '*', 'proxy.example', '10.0.0.0/33', '10.0.0.0/8/8', '0.0.0'])
    expect(() => read(wrong), wrong).toThrow('TRUST_PROXY');
});

test('a page that fails takes nothing else with it', async () => {
  const served = await start();
  expect((await get(served, '/throws')).status).toBe(500);
  expect((await get(served, '/page')).status).toBe(200);
  for (const path of ['//evil.example/', '/%', '/%00', `/${'x'.repeat(10_000)}`, '/\u00ff']) {
    const answer = await get(served, path).catch(() => ({ status: 400 }));
    expect(answer.status, path).toBeLessThan(500);
  }
  expect((await get(served, '/healthz')).status).toBe(200);
  await served.close();
});
