import { describe, expect, test } from 'vitest';
import { accessibilityFaults, faultsInBothSchemes, useBrowser } from './browser.ts';

const { openAs } = useBrowser();

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('the secretariat prints the committee’s report, and every number opens to what it counts', async () => {
    const page = await openAs('Global secretariat', { javaScriptEnabled });
    await page.goto('/w/network/reports?from=2022-01-01&until=2026-01-01');
    expect(await page.textContent('h1')).toBe('Report to the Committee of Representatives');
    expect(await page.locator('svg').count()).toBeGreaterThan(3);

    const table = page.locator('table', { hasText: 'Members by region' }).first();
    const totals = (await table.locator('tfoot td').allTextContents()).map((text) => Number(text.trim()));
    const [start, gained, movedIn, lost, movedOut, end] = totals as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    expect(start + gained + movedIn - lost - movedOut).toBe(end);
    expect(gained).toBeGreaterThan(0);

    const links = page.locator('main a[href*="/reports/rows"]');
    const hrefs = new Map<string, number>();
    for (const link of await links.all()) {
      const text = ((await link.textContent()) ?? '').replace(/[^\d]/g, '');
      const href = String(await link.getAttribute('href'));
      if (!/ASSESSED|PAID|OUTSTANDING/.test(href)) hrefs.set(href, Number(text));
    }
    expect(hrefs.size).toBeGreaterThan(10);
    for (const [href, count] of [...hrefs].slice(0, 12)) {
      await page.goto(href);
      expect(await page.locator('tbody tr').count(), href).toBe(count);
    }
    await page.goto('/w/network/reports/rows?kind=PAID&region=CWA&from=2025-01-01&until=2026-01-01');
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(0);
    await page.context().close();
  });
});

test('on paper it is the report alone: no menu, no form, light, and a PDF of some pages', async () => {
  const page = await openAs('Global secretariat', { javaScriptEnabled: true, colorScheme: 'dark' });
  await page.goto('/w/network/reports');
  await page.emulateMedia({ media: 'print' });
  for (const hidden of ['.outline-side', '.tabs', 'form', '.site-nav']) {
    for (const part of await page.locator(hidden).all()) expect(await part.isVisible(), hidden).toBe(false);
  }
  expect(await page.locator('svg').first().isVisible()).toBe(true);
  const background = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  expect(['rgb(255, 255, 255)', 'rgba(0, 0, 0, 0)']).toContain(background);
  const overflowing = await page.evaluate(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
  expect(overflowing).toBe(false);
  const pdf = await page.pdf({ format: 'A4', printBackground: true });
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
  expect(pages).toBeGreaterThan(0);
  expect(pages).toBeLessThan(10);
  await page.context().close();
});

test('a region has its own part, and no other', async () => {
  const page = await openAs('Regional coordinator');
  await page.goto('/w/cwa/reports');
  const rows = page.locator('table', { hasText: 'Members by region' }).first().locator('tbody tr');
  expect(await rows.count()).toBe(1);
  expect((await page.goto('/w/eur/reports'))?.status()).toBe(403);
  expect((await page.goto('/w/network/reports'))?.status()).toBe(403);
  expect((await page.goto('/w/eur/reports/csv?table=members'))?.status()).toBe(403);
  const csv = await page.request.get('/w/cwa/reports/csv?table=members&from=2022-01-01&until=2026-01-01');
  expect(csv.headers()['content-type']).toContain('text/csv');
  expect(await csv.text()).toContain('region,at_start,gained');
  await page.context().close();
});

test('the report holds for axe, in both schemes and from right to left', async () => {
  const page = await openAs('Global secretariat', { javaScriptEnabled: true });
  const faults: string[] = [];
  const rows = '/w/network/reports/rows?kind=REPORTED&from=2025-01-01&until=2026-01-01';
  for (const path of ['/w/network/reports', rows]) {
    await page.goto(path);
    faults.push(...(await faultsInBothSchemes(page)).map((fault) => `${path}: ${fault}`));
  }
  await page.goto('/language?to=ar&back=/w/network/reports');
  expect(await page.getAttribute('html', 'dir')).toBe('rtl');
  expect(await page.textContent('h1')).toBe('تقرير إلى لجنة الممثلين');
  faults.push(...(await accessibilityFaults(page)));
  expect(faults).toEqual([]);
  await page.context().close();
});
