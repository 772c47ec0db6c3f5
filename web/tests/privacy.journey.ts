import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsInBothSchemes, useBrowser } from './browser.ts';
import { product } from './product.ts';

const { open, openAs } = useBrowser();

let owner: postgres.Sql;
/** The council and region of the secretary whom the demonstration greets. */
let council = 0;

beforeAll(async () => {
  owner = postgres(product.ownerUrl, { max: 1, onnotice: () => {} });
  council = await placeOf('Council secretary');
});
afterAll(() => owner.end());

async function placeOf(office: string): Promise<number> {
  const { email } = product.signIns.find((one) => one.office === office) ?? {};
  const [row] = await owner`select o.place_id from office o join sign_in s on s.person_id = o.person_id
    where s.email = ${email ?? ''} order by o.place_id desc limit 1`;
  return row?.['place_id'];
}

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('a council’s secretary sees who can see it, stops sharing, and shares again', async () => {
    const page = await openAs('Council secretary', { javaScriptEnabled });
    await page.goto(`/w/${council}/settings/privacy`);
    const main = page.locator('main');
    expect(await main.textContent()).toContain('Global secretariat');
    const region = page.locator('#sharing + ul li').first();
    expect(await region.textContent()).toContain('can see the contact data');
    await region.getByRole('button', { name: /Stop sharing/ }).click();
    expect(await page.locator('#sharing + ul li').first().textContent()).toContain(
      'cannot see the contact data',
    );
    const contacts = page.locator('h3', { hasText: /^Contact data$/ }).locator('+ ul');
    expect(await contacts.textContent()).not.toContain('Regional coordinator');
    await page
      .locator('#sharing + ul li')
      .first()
      .getByRole('button', { name: /^Share/ })
      .click();
    expect(
      await page
        .locator('h3', { hasText: /^Contact data$/ })
        .locator('+ ul')
        .textContent(),
    ).toContain('Regional coordinator');
  });

  test('a coordinator asks for a person of a council, who consents; the request says so', async () => {
    const page = await openAs('Regional coordinator', { javaScriptEnabled });
    const region = new URL(page.url()).pathname.split('/')[2];
    await page.goto(`/w/${region}/settings/privacy`);
    const [person] = await owner<
      { id: string }[]
    >`select o.person_id as id from office o join sign_in s on s.person_id = o.person_id
      where s.email = ${product.signIns.find((one) => one.office === 'Council secretary')?.email ?? ''} and o.place_id = ${council}`;
    await page.selectOption('[name=personId]', String(person?.id));
    const office = javaScriptEnabled ? 'regional_president' : 'regional_coordinator';
    await page.selectOption('[name=officeKind]', office);
    await page.fill('form[action="?/ask"] [name=reason]', 'The committee chose them');
    await page.getByRole('button', { name: 'Ask for a person' }).click();
    expect(await page.locator('#requests ~ article').first().textContent()).toContain('Asked');
    const own = await openAs('Council secretary', { javaScriptEnabled });
    await own.goto('/me');
    await own
      .locator('article', { hasText: 'The committee chose them' })
      .first()
      .getByRole('button', { name: 'Consent' })
      .click();
    expect(
      await own.locator('article', { hasText: 'The committee chose them' }).first().textContent(),
    ).toContain('Consented');
    await own.locator('summary', { hasText: 'Take the consent back' }).first().click();
    await own.getByRole('button', { name: /^Yes/ }).first().click();
    expect(
      await own.locator('article', { hasText: 'The committee chose them' }).first().textContent(),
    ).toContain('Consent taken back');
  });

  test('one’s own page: what is held, as a file, and asking to be erased, which is withdrawn', async () => {
    const page = await openAs('Council secretary', { javaScriptEnabled });
    await page.goto('/me');
    const cookies = await page.context().cookies();
    expect(cookies.length).toBeGreaterThan(0);
    const json = await page.request.get('/me/data.json');
    expect(json.status()).toBe(200);
    const { records } = await json.json();
    expect(records.contact.length).toBeGreaterThan(0);
    const pdf = await page.request.get('/me/data.pdf');
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
    expect(await page.locator('main').textContent()).toContain('the bookings of dues that you recorded');
    await page.locator('summary', { hasText: 'Ask to be erased' }).click();
    await page.getByRole('button', { name: /^Yes/ }).click();
    expect(await page.locator('.notice.warn').textContent()).toContain('You asked to be erased');
    const desk = await openAs('Global secretariat', { javaScriptEnabled });
    await desk.goto('/w/network/settings/erasures');
    expect(
      await desk
        .getByRole('button', { name: /^Erase/ })
        .first()
        .isDisabled(),
    ).toBe(true);
    expect(await desk.locator('tbody').first().textContent()).toContain('Asked');
    await page.locator('summary', { hasText: 'Withdraw the request' }).click();
    await page.getByRole('button', { name: /^Yes/ }).click();
    expect(await page.locator('.notice.warn').count()).toBe(0);
  });

  test('the auditor opens closed data with a reason; the council is told, by mail too', async () => {
    const page = await openAs('Auditor', { javaScriptEnabled });
    await page.goto(`/w/${council}/settings/privacy`);
    await page.selectOption('[name=capability]', 'contacts.read');
    await page.fill('form[action="?/open"] [name=reason]', 'too short'.slice(0, 5));
    await page.getByRole('button', { name: 'Open closed data for one hour' }).click();
    expect(await page.locator('.field .error').textContent()).toContain('at least 10');
    await page.fill('form[action="?/open"] [name=reason]', 'Nobody answered for a month');
    await page.getByRole('button', { name: 'Open closed data for one hour' }).click();
    expect(await page.locator('#opened ~ * tbody tr').first().textContent()).toContain('open now');
    const told = await openAs('Council secretary', { javaScriptEnabled });
    await told.goto('/me');
    expect(await told.locator('main').textContent()).toContain('Nobody answered for a month');
    const mails = await owner`select 1 from mail where kind = 'data_opened' and place_id = ${council}`;
    expect(mails.length).toBeGreaterThan(0);
    await page.locator('summary', { hasText: 'Close now' }).first().click();
    await page.getByRole('button', { name: /^Yes/ }).first().click();
    expect(await page.locator('#opened ~ * tbody tr').first().textContent()).not.toContain('open now');
  });
});

test('the pages are accessible in both colour schemes, also from right to left; nobody else gets in', async () => {
  const page = await openAs('Council secretary');
  for (const path of ['/me', `/w/${council}/settings/privacy`]) {
    await page.goto(path);
    expect(await faultsInBothSchemes(page)).toEqual([]);
  }
  const desk = await openAs('Global secretariat', { locale: 'ar' });
  for (const path of ['/w/network/settings/erasures', '/w/network/settings/privacy']) {
    await desk.goto(path);
    expect(await faultsInBothSchemes(desk)).toEqual([]);
  }
  const nobody = await open();
  await nobody.goto('/me');
  expect(nobody.url()).toContain('/sign-in');
  expect((await nobody.request.get('/me/data.json')).status()).toBe(403);
});
