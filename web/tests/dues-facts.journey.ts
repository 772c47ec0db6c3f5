import { describe, expect, test } from 'vitest';
import { faultsInBothSchemes, useBrowser } from './browser.ts';

const { openAs } = useBrowser();
const thisYear = new Date().getUTCFullYear();
const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  // A year of its own for each kind of reader, since both work on the same council.
  const year = javaScriptEnabled ? thisYear + 1 : thisYear - 4;
  const closes = javaScriptEnabled ? yesterday : `${year}-01-31`;

  test('a council declares late, is asked about what looks odd, and corrects it; the region sees who is missing', async () => {
    const office = await openAs('Global secretariat', { javaScriptEnabled });
    await office.goto('/w/network/dues/declarations');
    const opens = `${thisYear - (javaScriptEnabled ? 1 : 5)}-10-01`;
    const setWindow = async (last: string) => {
      await office.fill('[name=year][type=number]', String(year));
      await office.fill('[name=opensOn]', opens);
      await office.fill('[name=closesOn]', last);
      await office.getByRole('button', { name: 'Set the window' }).click();
    };
    await setWindow('2001-01-01');
    expect(await office.locator('.field .error').textContent()).toContain('after the start');
    await setWindow(closes);
    expect(await office.locator('.notice.good').textContent()).toContain('window is set');

    const page = await openAs('Council treasurer', { javaScriptEnabled });
    const council = new URL(page.url()).pathname.split('/')[2];
    await page.goto(`/w/${council}/dues`);
    await page.getByRole('link', { name: 'Declaration' }).click();
    await page.goto(`/w/${council}/dues/declaration?year=${year}`);
    expect(await page.locator('h2 .tag').textContent()).toBe('Missing');
    const submit = page.getByRole('button', { name: 'Declare', exact: true });
    await page.fill('[name=members]', '12.5');
    await page.fill('[name=income]', '1,234.50');
    await page.check('[name=attested]');
    await submit.click();
    expect(await page.locator('.field .error').textContent()).toContain('12.5');
    expect(await page.inputValue('[name=income]')).toBe('1,234.50');
    await page.fill('[name=members]', '0');
    await page.fill('[name=employees]', '');
    await page.check('[name=attested]');
    await submit.click();
    const odd = page.locator('.notice.warn');
    expect(await odd.textContent()).toContain('Number of members');
    for (const box of await odd.locator('input[type=checkbox]').all()) await box.check();
    await page.check('[name=attested]');
    await submit.click();
    expect(await page.locator('.notice.good').textContent()).toContain('Declared');
    expect(await page.locator('h2 .tag').first().textContent()).toBe('Late');

    await page.locator('summary', { hasText: 'Correct' }).click();
    await page.fill('[name=members]', '40');
    await page.fill('[name=reason]', 'One branch was missing');
    await page.check('[name=attested]');
    await page.getByRole('button', { name: 'Declare the corrected figures' }).click();
    for (const box of await page.locator('.notice.warn input[type=checkbox]').all()) await box.check();
    if (await page.locator('.notice.warn').count()) {
      await page.check('[name=attested]');
      await page.getByRole('button', { name: 'Declare the corrected figures' }).click();
    }
    expect(await page.locator('h2').first().textContent()).toMatch(/Corrected\s+Late/);
    const history = page.locator('table', { hasText: 'First declaration' }).locator('tbody tr');
    expect(await history.allTextContents()).toEqual([
      expect.stringContaining('One branch was missing'),
      expect.stringContaining('First declaration'),
    ]);
    expect((await page.goto('/w/cwa/dues/declarations'))?.status()).toBe(403);

    const region = await openAs('Regional coordinator', { javaScriptEnabled });
    await region.goto(`/w/cwa/dues/declarations?year=${year}&state=corrected`);
    const rows = await region.locator('tbody tr').allTextContents();
    expect(rows.length).toBeGreaterThan(0);
    const href = await region.getByRole('link', { name: 'CSV' }).getAttribute('href');
    const table = await (await region.request.get(String(href))).text();
    expect(table.split('\r\n')[0]).toContain('Number of members');
    expect(table).toContain(',40,');

    await region.goto(`/w/cwa/dues/declarations?year=${year}&state=missing`);
    await region.locator('tbody th a').first().click();
    await region.locator('summary', { hasText: 'Give more time' }).click();
    await region.fill('[name=until]', `${thisYear + 2}-06-30`);
    await region.locator('details[open] [name=reason]').fill('A flood');
    await region.getByRole('button', { name: /^Yes.*Give more time/ }).click();
    expect(await region.locator('.notice.good').textContent()).toContain('more time');
    expect(await region.locator('h2 .tag').first().textContent()).toBe('Awaited');
    await region.locator('summary', { hasText: 'Determine: Number of members' }).click();
    await region.locator('details[open] [name=members]').fill('1,200');
    await region.locator('details[open] [name=reason]').fill('As in its annual report');
    await region.getByRole('button', { name: /^Yes.*Determine/ }).click();
    expect(await region.locator('h2 .tag').first().textContent()).toBe('Determined');
    expect(await region.locator('main').textContent()).toContain('As in its annual report');
  });

  test('finance types a rate: what is no rate is said at its field, what is checked is loaded and counts', async () => {
    const page = await openAs('Finance', { javaScriptEnabled });
    await page.goto('/w/network/dues/reference/exchange_rate');
    const form = page.locator('form[action="?/enter"]');
    const label = `By hand, script ${javaScriptEnabled}`;
    await form.locator('[name=day]').fill(`${thisYear - 1}-12-${javaScriptEnabled ? 30 : 31}`);
    await form.locator('[name=base]').fill('EUR');
    await form.locator('[name=currency1]').fill('usd');
    await form.locator('[name=rate1]').fill('none');
    await form.locator('[name=currency2]').fill('CHF');
    await form.locator('[name=rate2]').fill('0.9412');
    await form.locator('[name=label]').fill(label);
    await form.locator('[name=source]').fill('European Central Bank');
    await form.getByRole('button', { name: 'Check the rates' }).click();
    expect(await form.locator('.error').allTextContents()).toEqual([
      expect.stringContaining('is no exchange rate'),
    ]);
    expect(await form.locator('[name=rate2]').inputValue()).toBe('0.9412');
    await form.locator('[name=rate1]').fill('1.1');
    await form.getByRole('button', { name: 'Check the rates' }).click();
    await page.getByRole('button', { name: /^Load/ }).click();
    const list = page.locator('main');
    expect(await list.textContent()).toContain('0.9412');
    expect(await list.textContent()).toContain(`rates-${thisYear - 1}-12-${javaScriptEnabled ? 30 : 31}.csv`);
    await page.goto('/w/network/dues/reference/exchange_rate');
    expect(await page.locator('tbody tr', { hasText: label }).textContent()).toContain('Counts');
  });

  test('finance loads a file: every fault with its row, then all of it, and the same file only once', async () => {
    const page = await openAs('Finance', { javaScriptEnabled });
    await page.goto('/w/network/dues/reference');
    await page.getByRole('link', { name: 'GNI per capita' }).click();
    const kind = page.url();
    const good = `Country Code,2023\nSEN,1${javaScriptEnabled ? 620 : 630}\nFRA,45070\nWLD,13212\n`;
    const send = async (text: string) => {
      await page.goto(kind);
      await page.setInputFiles('[name=file]', file('gni.csv', text));
      await page.fill('[name=label]', `July ${thisYear}`);
      await page.fill('[name=source]', 'World Bank');
      await page.fill('[name=shift]', '2');
      await page.getByRole('button', { name: 'Upload and check' }).click();
    };
    await send('Country,Colour\nSEN,blue\n');
    expect(await page.locator('.field .error').textContent()).toContain('not in the file');
    expect(await page.inputValue('[name=label]')).toBe(`July ${thisYear}`);
    await send(good.replace('FRA,45070', 'FRAN,45070\nSEN,1700\nDEU,"1,234"'));
    expect(await page.locator('.notice.bad').textContent()).toContain('faults');
    const faults = await page.locator('#faults + * tbody tr').allTextContents();
    expect(faults).toEqual([
      expect.stringMatching(/^3Country CodeFRAN.*no country.*fault$/s),
      expect.stringMatching(/^4Country Code2Row 2 .*fault$/s),
      expect.stringMatching(/^52023\s*1,234.*comma.*fault$/s),
      expect.stringMatching(/^6Country CodeWLD.*left out.*note$/s),
    ]);
    expect(await page.getByRole('button', { name: /^Load/ }).isDisabled()).toBe(true);
    const csv = await page.request.get(
      String(await page.getByRole('link', { name: 'CSV' }).getAttribute('href')),
    );
    expect((await csv.text()).trim().split('\r\n')).toHaveLength(5);
    await page.getByRole('button', { name: 'Give up' }).click();
    expect(await page.locator('.notice').first().textContent()).toContain('given up');

    await send(good);
    await page.getByRole('button', { name: 'Load 2 values' }).click();
    expect(await page.locator('.notice.good').textContent()).toContain('Loaded: 2');
    const list = new URL(page.url()).pathname;
    const senegal = page.locator('tbody tr', { hasText: 'Senegal' });
    expect(await senegal.textContent()).toContain('2025');
    await send(good);
    expect(new URL(page.url()).pathname).toBe(list);
    expect(await page.locator('.notice.warn').textContent()).toContain('loaded before');
  });
});

test('the pages of declarations and reference data have no accessibility fault, in Arabic neither', {
  timeout: 180_000,
}, async () => {
  const faults: string[] = [];
  for (const locale of ['en', 'ar']) {
    const page = await openAs('Global secretariat', { locale });
    await page.goto('/w/network/dues/reference');
    const list = await page.locator('tbody tr').first().locator('td a').getAttribute('href');
    const paths = [
      '/w/network/dues/declarations',
      '/w/107/dues/declaration',
      '/w/network/dues/reference',
      '/w/network/dues/reference/exchange_rate',
      String(list),
    ];
    for (const path of paths) {
      await page.goto(path);
      faults.push(...(await faultsInBothSchemes(page)).map((fault) => `${locale} ${path}: ${fault}`));
    }
  }
  expect(faults).toEqual([]);
});
