import { describe, expect, test } from 'vitest';
import { accessibilityFaults, faultsInBothSchemes, useBrowser } from './browser.ts';

const { open, openAs } = useBrowser();

/** The committee's meeting that is open in the demonstration, at the workspace of whoever looks. */
async function openMeeting(page: Awaited<ReturnType<typeof open>>, place: string): Promise<string> {
  await page.goto(`/w/${place}/representation`);
  const row = page.locator('tr', { hasText: 'Open' }).first();
  await row.locator('a').click();
  await page.waitForURL('**/meetings/*');
  return new URL(page.url()).pathname;
}

describe.each([
  { javaScriptEnabled: true, motion: 'Mid-term review of the programme' },
  { javaScriptEnabled: false, motion: 'Papers in four languages' },
])('with script: $javaScriptEnabled', ({ javaScriptEnabled, motion }) => {
  test('the returning officer opens a ballot, a council votes and gets a receipt, the officer closes it', async () => {
    const officer = await openAs('Returning officer', { javaScriptEnabled });
    const council = await openAs('Council secretary', { javaScriptEnabled });
    const place = new URL(council.url()).pathname.split('/')[2] ?? '';

    await openMeeting(officer, 'network');
    await officer.click(`a:has-text("${motion}")`);
    await officer.click('summary:has-text("Open the ballot")');
    await officer.click('button:has-text("Yes: Open the ballot")');
    await officer.waitForSelector('summary:has-text("Close the ballot")');

    await openMeeting(council, place);
    const absent = council.locator('button:has-text("We are present")');
    if (await absent.count()) await absent.click();
    await council.waitForSelector('button:has-text("We leave")');
    await council.click(`a:has-text("${motion}")`);
    await council.check('input[value=yes]');
    await council.click('button:has-text("Continue")');
    await council.click('button:has-text("Yes, vote: Yes")');
    await council.waitForURL('**?voted=1');
    expect(await council.textContent('main')).toContain('Receipt: your vote was taken down');
    expect(await council.locator('text=Votes cast').count()).toBe(0);
    await council.check('input[value=no]');
    await council.click('button:has-text("Continue")');
    await council.click('button:has-text("Yes, vote: No")');
    await council.waitForSelector('main :text("No. Votes: 3.")');

    await officer.reload();
    expect(await officer.locator('main :text("While the ballot is open nobody sees votes")').count()).toBe(1);
    await officer.click('summary:has-text("Record a show of hands")');
    for (const select of await officer.locator('select[name^=hand-]').all()) {
      const label = await select.getAttribute('aria-label');
      if (label?.includes('Council') || label?.includes('Forum')) await select.selectOption('yes');
    }
    await officer.click('button:has-text("Record these votes")');
    await officer.waitForURL('**recorded=*');
    await officer.click('summary:has-text("Close the ballot")');
    await officer.click('button:has-text("Yes: Close the ballot")');
    await officer.waitForSelector('h2:has-text("Result")');
    const result = await officer.textContent('section[aria-labelledby=result]');
    expect(result).toContain('Adopted');
    expect(result).toContain('The majority is reached.');
    const register = officer.locator('section[aria-labelledby=result] a[href^="/resolutions/"]');
    await register.click();
    expect(await officer.textContent('h1')).toContain(motion);

    const reader = await open({ javaScriptEnabled });
    await reader.goto('/resolutions');
    expect(await reader.textContent('table')).toContain(motion);
    for (const page of [officer, council, reader]) await page.context().close();
  });

  test('a coordinator plans a meeting of the region, puts a motion on it and opens it', async () => {
    const page = await openAs('Regional coordinator', { javaScriptEnabled });
    await page.goto('/w/cwa/representation');
    await page.click('h2 a:has-text("Regional Committee")');
    await page.click('summary:has-text("Plan a meeting")');
    await page.fill('[name=title]', `Extraordinary meeting ${javaScriptEnabled ? 1 : 2}`);
    await page.fill('[name=startsAt]', '2026-12-01T10:00');
    await page.fill('[name=location]', 'By video');
    await page.click('button:has-text("Yes: Plan a meeting")');
    await page.waitForURL('**/meetings/*');
    await page.click('summary:has-text("Enter a motion")');
    await page.fill('[name=title]', 'A common letter');
    await page.fill('[name=wording]', 'The committee sends a common letter.');
    await page.click('button:has-text("Yes: Enter a motion")');
    await page.waitForSelector('a:has-text("A common letter")');
    await page.click('summary:has-text("Open the meeting")');
    await page.click('button:has-text("Yes: Open the meeting")');
    await page.waitForSelector('caption:has-text("Roll")');
    expect(await page.textContent('main')).toContain('Quorum not reached');
    await page.click('a:has-text("A common letter")');
    expect(await page.textContent('main')).toContain('The returning officer does this.');
    await page.context().close();
  });
});

test('meetings, bodies and the register hold for axe, in both schemes and from right to left', async () => {
  const page = await openAs('Council secretary', { javaScriptEnabled: true });
  const place = new URL(page.url()).pathname.split('/')[2] ?? '';
  const meeting = await openMeeting(page, place);
  await page.goto(meeting);
  const motion = await page.locator('table th a').first().getAttribute('href');
  const paths = [
    `/w/${place}/representation`,
    `/w/${place}/representation/bodies/2`,
    meeting,
    String(motion),
    '/resolutions',
  ];
  const faults: string[] = [];
  for (const path of paths) {
    await page.goto(path);
    faults.push(...(await faultsInBothSchemes(page)).map((fault) => `${path}: ${fault}`));
  }
  await page.goto(`/language?to=ar&back=${encodeURIComponent(meeting)}`);
  expect(await page.getAttribute('html', 'dir')).toBe('rtl');
  expect(await page.textContent('main')).toContain('سجل الناخبين');
  faults.push(...(await accessibilityFaults(page)));
  expect(faults).toEqual([]);
  await page.context().close();
});
