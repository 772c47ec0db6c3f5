import type { RequestEvent } from '@sveltejs/kit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSession } from './session.ts';

/** A request of a browser with these cookies, and what it is told to keep (null: to forget). */
function requestWith(cookies: Record<string, string>, protocol = 'http') {
  const kept: Record<string, { value: string | null; secure: boolean | undefined }> = {};
  const event = {
    url: new URL(`${protocol}://ninefold.example/w`),
    locals: { locale: 'en', accessToken: null },
    cookies: {
      get: (name: string) => cookies[name],
      set: (name: string, value: string, options: { secure?: boolean }) => {
        kept[name] = { value, secure: options.secure };
      },
      delete: (name: string, options: { secure?: boolean }) => {
        kept[name] = { value: null, secure: options.secure };
      },
    },
  } as unknown as RequestEvent;
  return { event, kept };
}

const tokens = { accessToken: 'new-access', refreshToken: 'new-refresh', expiresIn: 300 };
const asked = vi.fn<typeof fetch>();

beforeEach(() => {
  process.env['NINEFOLD_API'] = 'http://api.example';
  vi.stubGlobal('fetch', asked);
});
afterEach(() => {
  delete process.env['NINEFOLD_API'];
  vi.unstubAllGlobals();
  asked.mockReset();
});

test('fifty requests at once with an expired token renew it once, and all of them get the new one', async () => {
  asked.mockImplementation(async () => Response.json(tokens));
  const requests = Array.from({ length: 50 }, () => requestWith({ rt: 'old' }));
  const opened = await Promise.all(requests.map(({ event }) => openSession(event)));
  expect(asked).toHaveBeenCalledTimes(1);
  expect(new Set(opened)).toEqual(new Set(['new-access']));
  for (const { kept } of requests) expect(kept['rt']?.value).toBe('new-refresh');
});

test('two browsers never share a renewal', async () => {
  asked.mockImplementation(async (_url, init) => {
    const { refreshToken } = JSON.parse(String(init?.body));
    return Response.json({ ...tokens, accessToken: `access of ${refreshToken}` });
  });
  const [one, other] = [requestWith({ rt: 'a' }), requestWith({ rt: 'b' })];
  const opened = await Promise.all([openSession(one.event), openSession(other.event)]);
  expect(opened).toEqual(['access of a', 'access of b']);
});

test('an ended session is forgotten; an API that cannot be asked ends none', async () => {
  asked.mockResolvedValueOnce(new Response(null, { status: 401 }));
  const ended = requestWith({ rt: 'revoked' });
  expect(await openSession(ended.event)).toBeNull();
  expect(ended.kept['rt']?.value).toBeNull();

  asked.mockRejectedValueOnce(new TypeError('connection refused'));
  const unreachable = requestWith({ rt: 'good' });
  expect(await openSession(unreachable.event)).toBeNull();
  expect(unreachable.kept).toEqual({});
});

test('over https the cookies carry the host prefix and are secure', async () => {
  asked.mockImplementation(async () => Response.json(tokens));
  const { event, kept } = requestWith({ '__Host-rt': 'old', at: 'planted by a sibling' }, 'https');
  expect(await openSession(event)).toBe('new-access');
  expect(Object.keys(kept)).toEqual(['__Host-at', '__Host-rt']);
  expect(kept['__Host-at']?.secure).toBe(true);
});
