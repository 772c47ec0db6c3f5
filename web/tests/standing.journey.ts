import { describe, expect, test } from 'vitest';
import { faultsInBothSchemes, useBrowser } from './browser.ts';

const { openAs } = useBrowser();
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('a member in arrears sees what restores its standing; an exception and a payment turn the light', {
    timeout: 180_000,
  }, async () => {
    const secretariat = await openAs('Global secretariat', { javaScriptEnabled });
    await secretariat.goto('/w/network/members?standing=bad&sort=name');
    const lights = await secretariat
      .locator('main tbody .dot')
      .evaluateAll((dots) => dots.map((dot) => dot.className));
    expect(lights.length).toBeGreaterThan(1);
    expect(lights.every((one) => one.includes('bad'))).toBe(true);
    const path = await inArrears(secretariat);
    const member = String(/members\/(\d+)/.exec(path)?.[1]);
    const main = secretariat.locator('main');
    expect(await main.textContent()).toContain('What restores good standing');
    expect(
      await secretariat.locator('nav[aria-label="Pages about the member"] [aria-current]').textContent(),
    ).toBe('Standing');
    await secretariat.locator('details.why summary').first().click();
    expect(await secretariat.locator('details.why').first().textContent()).toMatch(/Standing|suspended/);

    await secretariat.locator('summary', { hasText: 'Grant an exception' }).click();
    await secretariat.selectOption('[name=body]', 'General Assembly');
    await secretariat.fill('[name=resolution]', 'GA-2026-1');
    await secretariat.fill('[name=until]', day(-1));
    await secretariat.fill('details[open] [name=reason]', 'The bank of the country is closed');
    await secretariat.getByRole('button', { name: 'Yes: Grant an exception' }).click();
    expect(await secretariat.locator('.field .error').textContent()).toContain('after the start');
    await secretariat.fill('[name=until]', day(100));
    await secretariat.getByRole('button', { name: 'Yes: Grant an exception' }).click();
    await secretariat.waitForURL(/done=grant/);
    expect(await main.textContent()).toContain('By an exception of: General Assembly');
    expect(await main.textContent()).toContain('What comes next');

    await secretariat.goto(`${path}?asOf=${day(101)}`);
    expect(await secretariat.locator('main .standing-now').first().textContent()).not.toContain(
      'In good standing',
    );
    const coordinator = await openAs('Regional coordinator', { javaScriptEnabled });
    await coordinator.goto('/w/cwa/members?sort=-standing');
    expect(await coordinator.locator('main tbody .dot').count()).toBeGreaterThan(3);
    expect(await coordinator.locator('main tbody .dot.good').count()).toBeLessThan(
      await coordinator.locator('main tbody .dot').count(),
    );

    await secretariat.goto(path);
    await secretariat.locator('summary', { hasText: 'Take back' }).click();
    await secretariat.fill('details[open] [name=reason]', 'Entered for the wrong member');
    await secretariat.getByRole('button', { name: 'Yes: Take back' }).click();
    await secretariat.waitForURL(/done=takeBack/);
    expect(await secretariat.locator('.timeline').first().textContent()).toContain('taken back');
    expect(await main.textContent()).toContain('As known then');
    await secretariat.selectOption('[name=known]', { index: 2 });
    await secretariat.getByRole('button', { name: 'Show', exact: true }).click();
    await secretariat.waitForURL(/known=/);
    expect(await main.textContent()).toContain('As it was known on');

    const finance = await openAs('Finance', { javaScriptEnabled });
    await finance.goto(`/w/${member}/dues`);
    expect(finance.url()).toContain(`/w/${member}/dues`);
    await finance.goto(`/w/${member}/standing`);
    const remedy = String(await finance.locator('main li', { hasText: 'Pay USD' }).first().textContent());
    const amount = String(/USD\s?([\d,.]+)/.exec(remedy)?.[1]).replaceAll(',', '');
    await finance.goto(`/w/${member}/dues`);
    await pay(finance, amount);
    await finance.goto(`/w/${member}/standing`);
    expect(await finance.locator('main .standing-now').first().textContent()).not.toContain('In arrears');
  });

  test('a council sees its own standing', { timeout: 60_000 }, async () => {
    const secretary = await openAs('Council secretary', { javaScriptEnabled });
    const council = new URL(secretary.url()).pathname.split('/')[2];
    await secretary.goto(`/w/${council}`);
    await secretary.getByRole('link', { name: 'Standing', exact: true }).click();
    await secretary.waitForURL(/standing/);
    expect(await secretary.locator('main h1').textContent()).toContain('Standing of');
    expect(await secretary.locator('main .dot').count()).toBeGreaterThan(0);
    const grant = secretary.getByRole('button', { name: 'Grant an exception' });
    expect((await grant.getAttribute('aria-disabled')) ?? (await grant.isDisabled())).toBeTruthy();
    expect(await secretary.locator('main').textContent()).toContain('Your offices do not reach this');
    const other = await secretary.goto('/w/108/standing');
    expect([403, 404]).toContain(other?.status());
  });
});

test('the pages of standing are without faults, light and dark', { timeout: 90_000 }, async () => {
  const page = await openAs('Global secretariat');
  await page.goto('/w/network/members?standing=bad');
  expect(await faultsInBothSchemes(page)).toEqual([]);
  await page.goto(String(await page.locator('main tbody a[href*="/standing"]').first().getAttribute('href')));
  await page.locator('summary', { hasText: 'Grant an exception' }).click();
  expect(await faultsInBothSchemes(page)).toEqual([]);
});

/** Opens the standing of the first member in the list that is in arrears: a suspension is no case for an exception. */
async function inArrears(page: Awaited<ReturnType<typeof openAs>>): Promise<string> {
  const paths = await page
    .locator('main tbody a[href*="/standing"]')
    .evaluateAll((links) => links.map((link) => String(link.getAttribute('href'))));
  for (const path of paths) {
    await page.goto(path);
    if ((await page.locator('main .standing-now').textContent())?.includes('In arrears')) return path;
  }
  throw new Error('nobody is in arrears');
}

/** Records a payment on a member's page of dues. */
async function pay(page: Awaited<ReturnType<typeof openAs>>, amount: string): Promise<void> {
  await page.fill('[name=amount]', amount);
  await page.fill('[name=bankReference]', `S-${Date.now()}`);
  await page.getByRole('button', { name: 'Record the payment' }).click();
  await page.waitForURL('**/receipts/**');
}
