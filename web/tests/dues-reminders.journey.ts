import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults, useBrowser } from './browser.ts';
import { product } from './product.ts';

const { open, openAs } = useBrowser();

/** Councils of which something is overdue, each with the days since: what a rule must say to reach them today. */
let overdue: { member: number; name: string; days: number }[] = [];
/** The council whose treasurer the demonstration greets. */
let own = 0;
let owner: postgres.Sql;

beforeAll(async () => {
  owner = postgres(product.ownerUrl, { max: 1, onnotice: () => {} });
  overdue = await owner`
    select b.member_id as member, g.name, current_date - b.due_on as days
    from assessment_balance b join member m on m.place_id = b.member_id join organisation g on g.id = m.organisation_id
    where b.outstanding > 0 and current_date - b.due_on between 61 and 730
      and not exists (select from relief_cover c where c.assessment_id = b.assessment_id)
    order by b.member_id`;
  const treasurer = product.signIns.find(({ office }) => office === 'Council treasurer');
  const [row] = await owner`select o.place_id from office o join sign_in s on s.person_id = o.person_id
    where s.email = ${treasurer?.email ?? ''}`;
  own = row?.['place_id'];
});
afterAll(() => owner.end());

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('finance adds a rule, looks at who would be written to, sends, and finds it in the history', async () => {
    const page = await openAs('Finance', { javaScriptEnabled });
    await page.goto('/w/network/dues');
    await page.getByRole('link', { name: 'Money in', exact: true }).click();
    await page.getByRole('link', { name: 'Reminders', exact: true }).click();
    // Each kind of reader makes a rule of its own, over the days since some council's due date.
    const days = [...new Set(overdue.map((one) => one.days))];
    const [chosen] = javaScriptEnabled ? days : days.slice(-1);
    await page.selectOption('[name=template]', 'overdue');
    await page.fill('[name=offsetDays]', '14');
    await page.selectOption('[name=office]', 'council_treasurer');
    await page.getByRole('button', { name: 'Add a rule' }).click();
    expect(await page.locator('.field .error').textContent()).toContain('already has this rule');
    expect(await page.inputValue('[name=offsetDays]')).toBe('14');
    await page.fill('[name=offsetDays]', String(chosen));
    await page.selectOption('[name=office]', 'council_secretary');
    await page.getByRole('button', { name: 'Add a rule' }).click();
    expect(await page.locator('main').textContent()).toContain(`${chosen} days after the due date`);
    const council = overdue.find((one) => one.days === chosen);
    const line = page.locator('tbody tr', { hasText: council?.name }).first();
    await line.locator('details summary').click();
    expect(await line.locator('.letter').textContent()).toContain(council?.name);
    await page.locator('summary', { hasText: /^Send \d+ reminders? now/ }).click();
    await page.getByRole('button', { name: /^Yes/ }).click();
    expect(await page.locator('.notice.good').textContent()).toMatch(/\d+ reminders? (was|were) posted/);
    const sent =
      await owner`select count(*)::int as count from reminder where not invented and posted_at > now() - interval '5 minutes'
      and member_id = ${council?.member ?? 0}`;
    expect(sent[0]?.['count']).toBeGreaterThan(0);
    // Nothing is left to send, and the button says so.
    expect(await page.getByRole('button', { name: /^Send 0/ }).isDisabled()).toBe(true);
    const history = page.locator('#content table').last();
    expect(await page.locator('main').textContent()).toContain('Sent by');
    expect(await history.count()).toBe(1);
    const mine = page
      .locator('tr', { hasText: `${chosen} days after the due date` })
      .filter({ hasText: 'In force' });
    await mine.locator('summary').click();
    await mine.getByRole('button', { name: /^Yes/ }).click();
    await page.waitForLoadState();
    expect(await mine.count()).toBe(0);
  });

  test('a treasurer sees what was sent, opts out and in again, and subscribes to the calendar', async () => {
    const page = await openAs('Council treasurer', { javaScriptEnabled });
    await page.goto(`/w/${own}/dues/reminders`);
    expect(await page.locator('h2').first().textContent()).toBe('What was sent to us');
    await page.getByRole('button', { name: 'Send me no more reminders' }).click();
    expect(await page.locator('main').textContent()).toContain('Formal notices still reach you');
    expect(await page.locator('.tag.warn').first().textContent()).toContain('Wants no reminders');
    await page.getByRole('button', { name: 'Send me reminders again' }).click();
    expect(await page.locator('main').textContent()).toContain('You get these reminders by mail');
    await page.fill('[name=label]', 'My phone');
    await page.getByRole('button', { name: 'Make an address' }).click();
    const address = String(await page.locator('code.secret').textContent());
    expect(address).toMatch(/\/calendar\/[\w-]{43}\.ics$/);
    const calendar = await page.request.get(address);
    expect(calendar.headers()['content-type']).toContain('text/calendar');
    expect(await calendar.text()).toContain('BEGIN:VEVENT');
    const etag = String(calendar.headers()['etag']);
    expect((await page.request.get(address, { headers: { 'if-none-match': etag } })).status()).toBe(304);
    await page.goto(`/w/${own}/dues/reminders`);
    expect(await page.locator('code.secret').count()).toBe(0);
    await page.locator('tr', { hasText: 'My phone' }).locator('summary').click();
    await page.getByRole('button', { name: /^Yes/ }).click();
    await page.waitForLoadState();
    expect((await page.request.get(address)).status()).toBe(404);
    expect((await page.goto(`/w/${own + 1}/dues/reminders`))?.status()).toBe(403);
  });
});

test('without a mail server the secretariat of the demonstration reads the messages in the mailbox, others only their own', async () => {
  const page = await openAs('Global secretariat');
  await page.goto('/w/network/settings/mail');
  await page.getByRole('link', { name: 'Read these messages in the mailbox' }).click();
  await expect
    .poll(
      async () => {
        await page.reload();
        return page.locator('tbody tr').count();
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0);
  await page.locator('tbody th a').first().click();
  expect(await page.locator('.letter').textContent()).toContain('/dues');
  const message = page.url();
  const html = await page.request.get(`${message}/html`);
  expect(html.headers()['content-security-policy']).toContain('sandbox');
  expect(await html.text()).toContain('<!doctype html>');
  const other = await openAs('Auditor');
  expect((await other.goto(message))?.status()).toBe(404);
  await other.goto('/mailbox');
  expect(await other.locator('main').textContent()).toContain('There is no message for you');
  const nobody = await open();
  await nobody.goto('/mailbox');
  expect(new URL(nobody.url()).pathname).toBe('/sign-in');
});

test('the link in a message ends reminders without signing in, and only when one says so', async () => {
  const [kept] = await owner<{ words: string; person: string }[]>`
    select b.words, b.person_id as person from mailbox_message b join mail m on m.id = b.mail_id where m.topic is not null limit 1`;
  const link = /https?:\/\/\S+(\/unsubscribe\/\S+)/.exec(kept?.words ?? '')?.[1] ?? '';
  const wanted = async () =>
    (await owner`select 1 from mail_opt_out where person_id = ${kept?.person ?? null} and until is null`)
      .length === 0;
  const page = await open({ javaScriptEnabled: false });
  await page.goto(link);
  expect(await wanted()).toBe(true);
  await page.getByRole('button', { name: 'Send me no more reminders' }).click();
  expect(await page.locator('.notice.good').textContent()).toContain('You get no more reminders');
  expect(await wanted()).toBe(false);
  await page.getByRole('button', { name: 'Send me reminders again' }).click();
  expect(await page.locator('.notice.good').count()).toBe(0);
  expect(await wanted()).toBe(true);
  expect((await page.goto(`${link.slice(0, -3)}xyz`))?.status()).toBe(404);
});

test('the pages of reminders have no accessibility fault, in Arabic neither', {
  timeout: 180_000,
}, async () => {
  const faults: string[] = [];
  for (const locale of ['en', 'ar']) {
    const page = await openAs('Global secretariat', { locale });
    for (const path of [
      '/w/network/dues/reminders',
      `/w/${own}/dues/reminders`,
      '/w/cwa/dues/reminders',
      '/w/network/settings/mail',
      '/mailbox',
    ]) {
      await page.goto(path);
      faults.push(...(await accessibilityFaults(page)).map((fault) => `${locale} ${path} ${fault}`));
    }
    await page.locator('tbody th a').first().click();
    faults.push(...(await accessibilityFaults(page)).map((fault) => `${locale} message ${fault}`));
  }
  expect(faults).toEqual([]);
});
