import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';

/** What journeys do in the browser. Call once in a file: it opens the browser before and closes it after. */
export function useBrowser() {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: inject('chromium'), args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  /** A page of a new reader, at the product's address. */
  async function open(options: BrowserContextOptions & { locale?: string } = {}): Promise<Page> {
    const { locale, ...rest } = options;
    const context = await browser.newContext({ baseURL: inject('baseUrl'), ...rest });
    if (locale) await context.addCookies([{ name: 'locale', value: locale, url: inject('baseUrl') }]);
    return context.newPage();
  }

  /** A page of a reader signed in as the demonstration's holder of an office, named as in the greeting. */
  async function openAs(
    office: string,
    options: BrowserContextOptions & { locale?: string } = {},
  ): Promise<Page> {
    const person = inject('signIns').find((one) => one.office === office);
    if (!person) throw new Error(`nobody holds the office ${office}`);
    const page = await open(options);
    await page.goto('/sign-in');
    await page.fill('[name=email]', person.email);
    await page.fill('[name=password]', person.password);
    await Promise.all([page.waitForURL('**/w/**'), page.click('main button[type=submit]')]);
    return page;
  }

  return { open, openAs };
}

/** What axe finds wrong with the page as it stands, a line each. Needs script in the page's context. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)}`));
}

/** The bytes on the wire that going to `path` costs, headers included, with what the browser has cached left out. */
export async function bytesOf(page: Page, path: string): Promise<number> {
  const client = await page.context().newCDPSession(page);
  let bytes = 0;
  client.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await client.send('Network.enable');
  await page.goto(path, { waitUntil: 'networkidle' });
  await client.detach();
  return bytes;
}
