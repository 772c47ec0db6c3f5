import { describe, expect, test } from 'vitest';
import { bytesOf, faultsInBothSchemes, useBrowser } from './browser.ts';
import { product } from './product.ts';

const { open, openAs } = useBrowser();
const phone = { viewport: { width: 390, height: 844 } };

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('a newcomer sees the map, opens a region and reads a council', async () => {
    const page = await open({ javaScriptEnabled });
    await page.goto('/');
    expect(await page.locator('.map a').count()).toBe(9);
    await page.goto('/?region=cwa');
    await page.locator('#region-cwa li a').first().click();
    expect(page.url()).toMatch(/\/members\/\d+$/);
    expect(await page.locator('.timeline li').count()).toBeGreaterThan(0);
  });

  test('the language is chosen, remembered, and brings the reader back', async () => {
    const page = await open({ javaScriptEnabled, ...phone });
    await page.goto('/?region=eur');
    await page.locator('details.menu', { hasText: 'English' }).locator('summary').click();
    await page.getByRole('link', { name: 'العربية' }).click();
    expect(page.url()).toContain('/?region=eur');
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    expect(await page.locator('html').getAttribute('lang')).toBe('ar');
  });

  test('a date is asked for, said on the page, kept by its links, and left again', async () => {
    const page = await open({ javaScriptEnabled });
    await page.goto('/');
    await page.locator('details.menu summary').first().click();
    await page.fill('[name=asOf]', '2015-06-30');
    await page.locator('.menu-sheet button').first().click();
    expect(await page.locator('.as-of-banner').textContent()).toContain('30 June 2015');
    await page.locator('.brand').click();
    expect(page.url()).toContain('asOf=2015-06-30');
    await page.locator('.as-of-banner a').click();
    expect(page.url()).not.toContain('asOf');
    expect(await page.locator('.as-of-banner').count()).toBe(0);
  });

  test('a coordinator is sent to sign in and back, works in the own region and nowhere else', async () => {
    const person = product.signIns.find((one) => one.office === 'Regional coordinator');
    const page = await open({ javaScriptEnabled });
    await page.goto('/w/cwa?find=council');
    expect(page.url()).toContain('/sign-in?next=');
    await page.fill('[name=email]', person?.email ?? '');
    await page.fill('[name=password]', 'not the password');
    await page.click('main button');
    expect(await page.locator('[role=alert]').textContent()).toContain('do not go together');
    await page.fill('[name=password]', person?.password ?? '');
    await page.click('main button');
    expect(page.url()).toContain('/w/cwa?find=council');
    const refused = await page.goto('/w/eur');
    expect(refused?.status()).toBe(403);
    await page.goto('/w/cwa');
    await page.locator('details.menu summary').last().click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.goto('/w/cwa');
    expect(page.url()).toContain('/sign-in');
  });
});

test('typing in the outline narrows it and Enter jumps', async () => {
  const page = await openAs('Global secretariat');
  await page.fill('.outline input[type=search]', 'latin');
  expect(await page.locator('.outline ul ul > li:has(> details):visible').count()).toBe(1);
  await Promise.all([page.waitForURL('**/w/la'), page.keyboard.press('Enter')]);
});

test('a first visit costs at most 100 kB and the next page at most 30 kB', async () => {
  const page = await openAs('Global secretariat');
  const fresh = await open();
  expect(await bytesOf(fresh, '/')).toBeLessThan(100_000);
  expect(await bytesOf(fresh, '/members/107')).toBeLessThan(30_000);
  for (const path of ['/w/network', '/w/cwa', '/'])
    expect(await bytesOf(page, path), path).toBeLessThan(30_000);
});

test.each(['en', 'ar'])('pages are accessible in light and dark colours, in %s', async (locale) => {
  const page = await openAs('Global secretariat', { locale, ...phone });
  for (const path of ['/', '/w/network', '/w/cwa?asOf=2015-06-30', '/w/107', '/members/107', '/w/nowhere']) {
    await page.goto(path);
    expect(await faultsInBothSchemes(page), `${path} ${locale}`).toEqual([]);
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow, `${path} ${locale}`).toBe(0);
  }
});

test('headers keep pages private, framed nowhere and free of foreign code', async () => {
  const base = product.url;
  const page = await fetch(base);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page.headers.get('referrer-policy')).toBe('same-origin');
  const foreign = {
    method: 'POST',
    headers: { origin: 'https://evil.example' },
    body: new URLSearchParams(),
  };
  expect((await fetch(`${base}/sign-in`, foreign)).status).toBe(403);
  expect((await fetch(`${base}/sign-out?/here`, { ...foreign, body: '{}' })).status).toBe(403);
});

test('tokens stay out of pages and of the reach of script', async () => {
  const page = await openAs('Regional coordinator');
  const cookies = await page.context().cookies();
  const session = cookies.filter((cookie) => ['at', 'rt'].includes(cookie.name));
  expect(session.map((cookie) => [cookie.httpOnly, cookie.sameSite])).toEqual([
    [true, 'Lax'],
    [true, 'Lax'],
  ]);
  const html = await page.content();
  for (const cookie of session) expect(html).not.toContain(cookie.value);
  const response = await page.goto('/w/cwa');
  expect(response?.headers()['cache-control']).toBe('no-store');
});
