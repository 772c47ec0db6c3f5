import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashPassword } from '../../server/access/passwords.ts';
import { serve } from '../../server/main.ts';
import { useBrowser } from './browser.ts';
import { product } from './product.ts';

const { open } = useBrowser();
const PASSWORD = 'a passphrase of markers';
const SCRIPT = '<script>window.hit = 1</script><img src="x" onerror="window.hit = 1">';
const READERS = Array.from({ length: 12 }, (_, n) => ({
  email: `marker.${n}@journey.example`,
  name: n === 0 ? SCRIPT : `Marker ${'abcdefghijkl'[n]?.repeat(12)}`,
}));

let owner: postgres.Sql;
/** Readers of our own, each with a name that stands nowhere else. */
beforeAll(async () => {
  owner = postgres(product.ownerUrl, { max: 1, onnotice: () => {} });
  const hash = await hashPassword(PASSWORD);
  for (const { email, name } of READERS) {
    const [person] = await owner<
      { id: string }[]
    >`insert into person (name, invented) values (${name}, true) returning id`;
    await owner`insert into sign_in (person_id, email, password_hash) values (${String(person?.id)}, ${email}, ${hash})`;
    await owner`insert into office (person_id, kind, place_id, during) values (${String(person?.id)}, 'representative', 1, tstzrange(now(), null))`;
  }
});
afterAll(async () => {
  await owner`update office set during = tstzrange(lower(during), now()) where person_id in (select person_id from sign_in where email like 'marker.%@journey.example')`;
  await owner.end();
});

interface Got {
  status: number;
  cookies: string[];
  body: string;
}

/** A request with just these headers, as no browser would let a page write them. */
function send(
  base: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const url = new URL(path, base.replace('localhost', '127.0.0.1'));
    const asked = request(
      url,
      { method, headers: { host: new URL(base).host, ...headers }, agent: false },
      (response) => {
        let text = '';
        response.on('data', (data) => (text += data));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            cookies: response.headers['set-cookie'] ?? [],
            body: text,
          }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
const signInForm = (email: string) => new URLSearchParams({ email, password: PASSWORD }).toString();
const kept = (got: Got) => got.cookies.map((cookie) => cookie.split(';')[0]).join('; ');

test('sec-18: nothing is changed by a request that does not come from our own pages', async () => {
  const base = product.url;
  const own = new URL(base).origin;
  const origins = [
    own,
    'https://evil.example',
    'null',
    own.replace('://', '://sub.'),
    own.replace('http:', 'https:'),
    `${own}.evil.example`,
    undefined,
  ];
  const sites = ['same-origin', 'same-site', 'cross-site', 'none', undefined];
  const types = [
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/json',
  ];
  const wrong: string[] = [];
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    for (const origin of origins) {
      const row = sites.flatMap((site) => types.map((type) => ({ site, type })));
      await Promise.all(
        row.map(async ({ site, type }) => {
          const from = { ...(origin && { origin }), ...(site && { 'sec-fetch-site': site }) };
          const { status, cookies } = await send(base, method, '/sign-out', {
            'content-type': type,
            cookie: 'at=x; rt=y',
            ...from,
          });
          const ours = origin === own || (origin === undefined && site === 'same-origin');
          if (!ours && (status !== 403 || cookies.length > 0))
            wrong.push(`${method} ${type} ${origin} ${site}: ${status}`);
          if (origin === own && method === 'POST' && type.includes('urlencoded') && status === 403)
            wrong.push(`refused our own: ${origin} ${site}`);
        }),
      );
    }
  }
  expect(wrong).toEqual([]);
  const foreign = await send(
    base,
    'POST',
    '/sign-in',
    { ...FORM, origin: 'https://evil.example' },
    signInForm('marker.1@journey.example'),
  );
  expect([foreign.status, foreign.cookies]).toEqual([403, []]);
});

test('sec-31: pages made at the same moment for many readers hold each reader’s own name only', async () => {
  const base = product.url;
  const readers = READERS.slice(1);
  const sessions: { name: string | null; cookie: string }[] = [];
  for (const { email, name } of readers) {
    const got = await send(
      base,
      'POST',
      '/sign-in',
      { ...FORM, origin: new URL(base).origin },
      signInForm(email),
    );
    expect(got.status, got.body.slice(0, 200)).toBe(303);
    sessions.push({ name, cookie: kept(got) });
  }
  const pages = await Promise.all(
    Array.from({ length: 6 }, () => [...sessions, { name: null, cookie: '' }])
      .flat()
      .map(async ({ name, cookie }) => ({
        name,
        got: await send(base, 'GET', name ? '/w/network' : '/', { cookie }),
      })),
  );
  for (const { name, got } of pages) {
    expect(got.status).toBe(200);
    const shown = readers.map((reader) => reader.name).filter((one) => got.body.includes(one));
    expect(shown).toEqual(name ? [name] : []);
  }
});

test('sec-30: a name that is a script is only a name, and no page asks for what its policy forbids', async () => {
  const page = await open();
  await page.addInitScript({
    content: `window.violations = []; document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));`,
  });
  await page.goto('/sign-in');
  await page.fill('[name=email]', 'marker.0@journey.example');
  await page.fill('[name=password]', PASSWORD);
  await Promise.all([page.waitForURL('**/w/**'), page.click('main button[type=submit]')]);
  for (const path of [
    '/w/network',
    '/w/network/settings',
    '/w/network/members?search=%3Cscript%3Ewindow.hit%3D1%3C%2Fscript%3E',
    '/',
    `/w/network?asOf=%22%3E${encodeURIComponent(SCRIPT)}`,
  ]) {
    await page.goto(path, { waitUntil: 'networkidle' });
    expect(await page.evaluate('[window.hit ?? null, window.violations]'), path).toEqual([null, []]);
  }
  await page.context().close();
});

test('behind a proxy that ends TLS, cookies are secure and bound to the host, and forms are our own', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ninefold-proxied-'));
  const served = await serve({
    databaseUrl: product.ownerUrl,
    port: 0,
    dataDir,
    trustProxy: ['127.0.0.1'],
    logLevel: 'silent',
  });
  try {
    const proxied = {
      ...FORM,
      host: 'ninefold.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '203.0.113.77',
      origin: 'https://ninefold.example',
    };
    const got = await send(served.url, 'POST', '/sign-in', proxied, signInForm('marker.2@journey.example'));
    expect(got.status, got.body.slice(0, 300)).toBe(303);
    for (const name of ['__Host-at', '__Host-rt']) {
      const cookie = got.cookies.find((one) => one.startsWith(`${name}=`)) ?? '';
      expect(cookie.toLowerCase()).toMatch(/; httponly/);
      expect(cookie.toLowerCase()).toMatch(/; secure/);
      expect(cookie.toLowerCase()).toMatch(/; path=\//);
      expect(cookie.toLowerCase()).toMatch(/; samesite=lax/);
      expect(cookie.toLowerCase()).not.toMatch(/domain=/);
    }
    expect((await send(served.url, 'GET', '/w/network', { ...proxied, cookie: kept(got) })).status).toBe(200);
    expect(
      (await send(served.url, 'POST', '/sign-in', { ...proxied, origin: 'http://ninefold.example' }, 'x=1'))
        .status,
    ).toBe(403);
    await send(served.url, 'POST', '/sign-in', proxied, 'email=nobody%40journey.example&password=wrong');
    expect(await owner`select from throttle where bucket = 'address:203.0.113'`).toHaveLength(1);
  } finally {
    await served.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
