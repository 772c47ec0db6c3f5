import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import { product } from './product.ts';

/**
 * What Chromium leaves out beyond what Playwright has it leave out; of a switch given twice only the last one counts, so
 * that list stands here too. Each new window loaded two pages for the drop-down of its address bar, which nobody sees in
 * a journey: they took three times as long as a page of ours.
 */
const LEFT_OUT = [
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades'],
  ...['HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'PaintHolding', 'AimEnabled'],
  ...['ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints'],
  ...['NetworkTimeServiceQuerying', 'PreconnectToSearch', 'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'],
];
const SWITCHES = ['--no-sandbox', `--disable-features=${LEFT_OUT.join(',')}`];

/** What journeys do in the browser. Call once in a file: it opens the browser before and closes it after. */
export function useBrowser() {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: inject('chromium'), args: SWITCHES });
  });
  afterAll(() => browser?.close());

  /** A page of a new reader, at the product's address. */
  async function open(options: BrowserContextOptions & { locale?: string } = {}): Promise<Page> {
    const { locale, ...rest } = options;
    // A colour on its way from one scheme to the other is no colour of the page: axe would measure it.
    const still = { reducedMotion: 'reduce' } as const;
    const context = await browser.newContext({ baseURL: product.url, ...still, ...rest });
    if (locale) await context.addCookies([{ name: 'locale', value: locale, url: product.url }]);
    return context.newPage();
  }

  /**
   * A page of a reader signed in as the demonstration's holder of an office, named as in the greeting. The form is
   * sent without being shown; the journeys of the foundation and of access fill it in.
   */
  async function openAs(
    office: string,
    options: BrowserContextOptions & { locale?: string } = {},
  ): Promise<Page> {
    const person = product.signIns.find((one) => one.office === office);
    if (!person) throw new Error(`nobody holds the office ${office}`);
    const page = await open(options);
    const { email, password } = person;
    const headers = { origin: product.url, accept: 'text/html' };
    const asked = { form: { email, password }, headers, maxRedirects: 0 };
    const answer = await page.request.post('/sign-in', asked);
    if (answer.status() !== 303) throw new Error(`${email} could not sign in: ${answer.status()}`);
    await page.goto('/w');
    if (!page.url().includes('/w/')) throw new Error(`${email} was led to ${page.url()}`);
    return page;
  }

  return { open, openAs };
}

const EVERYTHING = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};
const COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/** What axe finds wrong with the page as it stands, a line each. Needs script in the page's context. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return faults(page, EVERYTHING);
}

/**
 * What axe finds wrong in light colours, then in dark ones. Between the two nothing but colours differs (the test of the
 * schemes sees to that), so in the dark nothing but colours is looked at again.
 */
export async function faultsInBothSchemes(page: Page): Promise<string[]> {
  const light = await accessibilityFaults(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await faults(page, COLOURS);
  await page.emulateMedia({ colorScheme: 'light' });
  return [...light, ...dark.map((fault) => `dark: ${fault}`)];
}

async function faults(page: Page, runOnly: typeof EVERYTHING): Promise<string[]> {
  // What is right is not described node by node: that takes longer than finding it.
  const asked = JSON.stringify({ runOnly, resultTypes: ['violations'] });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${asked})`);
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
