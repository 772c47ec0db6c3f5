import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { accessibilityFaults, useBrowser } from './browser.ts';
import { product } from './product.ts';

const { open, openAs } = useBrowser();

/** Opens the sheet of an act in the row that holds `text`, fills its fields and confirms. */
async function takeIn(page: Page, text: string, act: string): Promise<void> {
  const row = page.locator('tr', { hasText: text });
  const sheet = row.locator('details.confirm', { has: page.locator('summary', { hasText: act }) });
  await sheet.locator('summary').click();
  await Promise.all([page.waitForLoadState('load'), sheet.locator('form button').click()]);
}

const inAYear = () => new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10);

async function createToken(page: Page, place: string, label: string): Promise<string> {
  await page.goto(`/w/${place}/settings/tokens`);
  await page.fill('[name=label]', label);
  await page.check('[name=capabilities][value="offices.read"]');
  await page.check('[name=capabilities][value="dues.read"]');
  await page.fill('[name=expires]', inAYear());
  await page.click('main form:has([name=label]) button');
  return (await page.locator('code.secret').textContent())?.trim() ?? '';
}

async function ask(token: string, query: string) {
  const response = await fetch(`${product.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('a person is appointed, sets a password by the link, signs in, and sees what the office allows', async () => {
    const secretariat = await openAs('Global secretariat', { javaScriptEnabled });
    const name = `Nela Marin ${javaScriptEnabled ? 'A' : 'B'}`;
    const email = `nela.${javaScriptEnabled}@demo.ninefold.example`;
    await secretariat.goto('/w/eur/settings');
    await secretariat.selectOption('[name=kind]', 'regional_president');
    await secretariat.fill('form:has([name=email]) [name=name]', name);
    await secretariat.fill('[name=email]', 'nela@nowhere');
    await secretariat.click('main form:has([name=email]) button');
    expect(await secretariat.locator('.field .error').textContent()).toContain('not a usable e-mail address');
    await secretariat.fill('[name=email]', email);
    await secretariat.click('main form:has([name=email]) button');
    await takeIn(secretariat, name, 'Sign-in link');
    const link = (await secretariat.locator('code.secret').textContent())?.trim() ?? '';
    const person = await open({ javaScriptEnabled });
    await person.goto(link);
    await person.fill('[name=password]', 'a sentence of my own');
    await person.fill('[name=again]', 'a sentence of my own');
    await person.click('main form button');
    expect(await person.locator('main').textContent()).toContain('Your password is set');
    await person.goto('/sign-in');
    await person.fill('[name=email]', email);
    await person.fill('[name=password]', 'a sentence of my own');
    await Promise.all([person.waitForURL('**/w/eur'), person.click('main button[type=submit]')]);
    expect((await person.goto('/w/eur/settings'))?.status()).toBe(200);
    expect(await person.locator('main form:has([name=email]) button').isDisabled()).toBe(true);
    expect((await person.goto('/w/cwa'))?.status()).toBe(403);
    await takeIn(secretariat, name, 'End the office');
    expect((await person.goto('/w/eur'))?.status()).toBe(403);
    await secretariat.goto('/w/eur/settings/audit');
    expect(await secretariat.locator('main').textContent()).toContain('Office ended');
  });

  test('a coordinator is refused another region by address, by form and by GraphQL', async () => {
    const page = await openAs('Regional coordinator', { javaScriptEnabled });
    for (const part of ['', '/members', '/dues', '/affiliates', '/programme', '/reports', '/settings']) {
      expect((await page.goto(`/w/eur${part}`))?.status(), part).toBe(403);
    }
    const plan = {
      title: 'Intrusion',
      from: '2026-01-01',
      until: '2026-01-02',
      primary: '1',
      objective: 'none',
    };
    const forms = {
      '/w/eur/programme/plan': plan,
      '/w/eur/settings?/appoint': { kind: 'regional_president', name: 'X', email: 'x@example.org' },
    };
    for (const [address, form] of Object.entries(forms)) {
      const answer = await page.request.post(address, {
        form,
        headers: { origin: product.url },
        maxRedirects: 0,
      });
      expect(answer.status(), address).toBeGreaterThanOrEqual(400);
    }
    const token = await createToken(page, 'cwa', `Own region ${javaScriptEnabled}`);
    const own = await ask(
      token,
      '{ region(code: "CWA") { duesByYear { year } } place(id: 2) { offices { kind } } }',
    );
    const other = await ask(token, '{ region(code: "EUR") { id duesByYear { year } } }');
    expect(
      (own.body['data'] as { region: { duesByYear: unknown[] } }).region.duesByYear.length,
    ).toBeGreaterThan(0);
    expect((other.body['data'] as { region: { duesByYear: unknown[] } }).region.duesByYear).toEqual([]);
    const id = (other.body['data'] as { region: { id: number } }).region.id;
    const act = await ask(
      token,
      `mutation { assessRegion(input: { placeId: ${id}, year: 2026, idempotencyKey: "intrusion-1" }) { run { id } } }`,
    );
    expect((act.body['errors'] as { extensions: { code: string } }[])[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('a token works until it is revoked, and both stand in the audit', async () => {
    const page = await openAs('Global secretariat', { javaScriptEnabled });
    const label = `Register ${javaScriptEnabled}`;
    const token = await createToken(page, 'network', label);
    expect(token).toMatch(/^nf_/);
    expect((await ask(token, '{ viewer { name } }')).status).toBe(200);
    await page.goto('/w/network/settings/tokens');
    expect(await page.content()).not.toContain(token);
    await takeIn(page, label, 'Revoke');
    expect((await ask(token, '{ viewer { name } }')).status).toBe(401);
    await page.goto('/w/network/settings/audit?act=revokeToken');
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(0);
  });
});

test('settings and the developers’ pages have no accessibility faults', { timeout: 120_000 }, async () => {
  const page = await openAs('Global secretariat');
  const faults: string[] = [];
  for (const path of [
    '/w/network/settings',
    '/w/network/settings/tokens',
    '/w/network/settings/audit',
    '/developers',
    '/developers/schema',
    '/developers/schema/Member',
    '/password?link=x',
  ]) {
    expect((await page.goto(path))?.status(), path).toBe(200);
    faults.push(...(await accessibilityFaults(page)).map((fault) => `${path} ${fault}`));
  }
  expect(faults).toEqual([]);
});

test('whoever meets a closed door keeps the way back, and no link of one’s own pages leads to one', async () => {
  const closed = async (page: Page, path: string, links: string) => {
    await page.goto(path);
    const all = await page
      .locator(links)
      .evaluateAll((found) => found.map((a) => a.getAttribute('href') ?? ''));
    const asked = [...new Set(all)].map(async (link) => [link, (await page.request.head(link)).status()]);
    return (await Promise.all(asked)).filter(([, status]) => status !== 200);
  };
  const secretary = await openAs('Council secretary');
  const own = new URL(secretary.url()).pathname;
  expect(await closed(secretary, own, 'main a[href^="/"]')).toEqual([]);
  expect((await secretary.goto('/w/cwa'))?.status()).toBe(403);
  await secretary.click('main a[href="/w"]');
  expect(new URL(secretary.url()).pathname).toBe(own);
  const finance = await openAs('Finance');
  expect((await finance.goto('/w/network/affiliates/counts'))?.status()).toBe(403);
  expect(await finance.locator('nav.tabs').first().isVisible()).toBe(true);
  expect(await closed(finance, '/w/cwa/calendar', '#own ~ .table-scroll a')).toEqual([]);
});
