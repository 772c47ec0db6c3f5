import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { accessibilityFaults, faultsInBothSchemes, useBrowser } from './browser.ts';

const { open, openAs } = useBrowser();
const phone = { viewport: { width: 390, height: 844 } };

/** Presses a button or link and waits until the next page has come. */
async function press(page: Page, what: Locator): Promise<void> {
  await Promise.all([page.waitForEvent('load'), what.click()]);
}

const saving = (page: Page) => press(page, page.getByRole('button', { name: 'Save in the draft' }).last());
/** The link to an article of the draft, by its key. */
const articleIn = (page: Page, key: string) => page.locator(`main ul.plain a[href$="/${key}"]`);
const beginning = (page: Page) => press(page, page.getByRole('button', { name: 'Begin a draft' }));

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('anyone reads the rulebook in force, the one of another day, and where versions differ', async () => {
    const page = await open({ javaScriptEnabled, ...phone });
    await page.goto('/rulebook');
    expect(await page.locator('.notice').first().textContent()).toContain('demonstration network');
    expect(await page.locator('#dues .table-scroll').textContent()).toContain('3600');
    expect(await page.locator('#decision').textContent()).toContain('at least 2/3');
    await page.goto('/rulebook?asOf=2020-06-01');
    expect(await page.locator('#dues .table-scroll').textContent()).toContain('3000');
    await page.goto('/rulebook');
    await press(page, page.getByRole('link', { name: 'Difference to version 1' }));
    expect(await page.locator('ins').count()).toBe(12);
    expect((await page.goto('/rulebook?version=99'))?.status()).toBe(404);
  });

  test('anyone tries a rule on facts by hand; what is missing is named at its field', async () => {
    const page = await open({ javaScriptEnabled });
    await page.goto('/rulebook/try');
    await page.selectOption('[name=article]', 'dues');
    await press(page, page.locator('main form button'));
    expect(await page.locator('.field .error').first().textContent()).toContain('needed');
    await page.selectOption('[name="fact.category"]', 'B');
    await page.selectOption('[name="fact.income_group"]', 'LM');
    await press(page, page.locator('main form button'));
    expect(await page.locator('[data-result]').textContent()).toContain('300');
    expect(await page.locator('details.why').textContent()).toContain('by hand');
  });

  test('a change is drafted, refused with its faults at the fields, tried, adopted from a date, and read', async () => {
    const page = await openAs('Global secretariat', { javaScriptEnabled });
    await page.goto('/w/network/rulebook');
    await page.fill('[name=title]', `Dues, script ${javaScriptEnabled}`);
    await beginning(page);
    const draft = page.url();
    await press(page, articleIn(page, javaScriptEnabled ? 'dues' : 'first_year_dues'));
    const article = page.url();
    if (javaScriptEnabled) {
      await page.fill('[name="/tables/yearly/cells/A/H"]', '4100');
      await page.locator('[name="/rule"][aria-autocomplete=list]').waitFor();
      await page.fill('[name="/rule"]', '');
      await page.locator('[name="/rule"]').pressSequentially('yearly(category, incom');
      await page.locator('.completions [role=option]').first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.locator('[name="/rule"]').pressSequentially(') + nothing');
      await page.locator('.field:has([name="/rule"]) .error').waitFor();
    } else {
      await page.fill('[name="/steps/@0/value"]', 'joined_onn');
      await saving(page);
      expect(await page.locator('.field:has([name="/steps/@0/value"]) .error').textContent()).toContain(
        'not known',
      );
    }
    await page.goto(draft);
    if (!javaScriptEnabled) {
      expect(await page.getByRole('button', { name: 'Adopt', exact: true }).isDisabled()).toBe(true);
      await page.goto(article);
      await page.fill('[name="/steps/@0/value"]', '12');
      await saving(page);
    } else {
      await page.goto(article);
      await page.fill('[name="/tables/yearly/cells/A/H"]', '4100');
      await saving(page);
    }
    await page.goto(draft);
    expect(await page.locator('ins').count()).toBeGreaterThan(0);
    await page.fill('[name=body]', 'General assembly');
    await page.fill('[name=resolution]', `GA-${javaScriptEnabled ? 1 : 2}`);
    await page.fill('[name=decidedOn]', '2026-01-15');
    await page.fill('[name=validFrom]', '2020-01-01');
    await press(page, page.getByRole('button', { name: 'Adopt', exact: true }));
    expect(await page.locator('.field .error').count()).toBe(1);
    await page.fill('[name=validFrom]', javaScriptEnabled ? '2090-01-01' : '2091-01-01');
    await press(page, page.getByRole('button', { name: 'Adopt', exact: true }));
    expect(page.url()).toMatch(/\/rulebook\?version=\d+$/);
    expect(await page.locator('main').textContent()).toContain('General assembly');
    await page.goto('/rulebook');
    expect(await page.locator('#dues .table-scroll').textContent()).toContain('3600');
  });

  test('rows of a scale are added and removed without losing what was typed; a draft is discarded', async () => {
    const page = await openAs('Global secretariat', { javaScriptEnabled });
    await page.goto('/w/network/rulebook');
    await page.fill('[name=title]', 'A scale');
    await beginning(page);
    const draft = page.url();
    await press(page, articleIn(page, 'dues'));
    await page.locator('summary', { hasText: 'Add a table or a scale' }).click();
    await page.fill('[name=new-band]', 'extra');
    await press(page, page.getByRole('button', { name: 'Add the scale' }));
    await page.fill('[name="/bands/extra/rows/@0/to"]', '10');
    await page.fill('[name="/bands/extra/rows/@0/value"]', '5');
    await press(page, page.getByRole('button', { name: 'Add a row' }).first());
    expect(await page.inputValue('[name="/bands/extra/rows/@0/to"]')).toBe('10');
    await page.fill('[name="/bands/extra/rows/@1/above"]', '12');
    await page.fill('[name="/bands/extra/rows/@1/value"]', '7');
    await saving(page);
    expect(await page.locator('.cell-field .error').first().textContent()).toContain('gap');
    await press(page, page.getByRole('button', { name: 'Remove row 2' }));
    expect(await page.locator('[name="/bands/extra/rows/@1/to"]').count()).toBe(0);
    await page.goto(draft);
    await page.locator('summary', { hasText: 'Discard the draft' }).click();
    await page.fill('[name=reason]', 'No majority');
    await press(page, page.locator('.confirm-sheet:visible button', { hasText: 'Discard' }));
    expect(await page.locator('main table').textContent()).toContain('discarded');
  });

  test('a rule is begun in another form, field by field; ends of a scale and roundings of steps have fields', async () => {
    const page = await openAs('Global secretariat', { javaScriptEnabled });
    await page.goto('/w/network/rulebook');
    await page.fill('[name=title]', 'A form');
    await beginning(page);
    const draft = page.url();
    await press(page, articleIn(page, javaScriptEnabled ? 'due_date' : 'dues_split'));
    const article = page.url();
    await page.locator('summary', { hasText: 'Form of the rule' }).click();
    await page.selectOption('[name=rule-form]', 'split');
    await press(page, page.getByRole('button', { name: 'Begin in this form' }));
    await page.fill('[name="/rule/of"]', '100');
    await page.fill('[name="/rule/slices/@0/to"]', 'network');
    await page.selectOption('[name="new-field /rule/slices/@0"]', 'remainder');
    await press(page, page.getByRole('button', { name: 'Add field' }).first());
    expect(await page.inputValue('[name="/rule/slices/@0/remainder:b"]')).toBe('true');
    expect(await page.inputValue('[name="/rule/slices/@0/to"]')).toBe('network');
    await press(page, page.getByRole('button', { name: 'Add a row' }).first());
    await page.fill('[name="/rule/slices/@1/to"]', 'region');
    await page.fill('[name="/rule/slices/@1/percent"]', '20');
    await press(page, page.getByRole('button', { name: 'Add a step' }));
    const step = (part: string) => page.locator(`[name^="/steps/@"][name$="/${part}"]`).last();
    await step('name').fill('tenth');
    await step('value').fill('1 / 3');
    await step('mode').selectOption('floor');
    await step('quantum').fill('0.1');
    await page.locator('summary', { hasText: 'Add a table or a scale' }).click();
    await page.fill('[name=new-band]', 'reach');
    await press(page, page.getByRole('button', { name: 'Add the scale' }));
    await page.fill('[name="/bands/reach/domain/from"]', '5');
    await page.fill('[name="/bands/reach/domain/to"]', '10');
    await page.fill('[name="/bands/reach/rows/@0/from"]', '5');
    await page.fill('[name="/bands/reach/rows/@0/to"]', '10');
    await page.fill('[name="/bands/reach/rows/@0/value"]', '1');
    await page.fill('[name="/unit"]', '');
    await page.selectOption('[name="/round/mode"]', '');
    await page.fill('[name="/round/quantum"]', '');
    await saving(page);
    expect(await step('mode').inputValue()).toBe('floor');
    expect(await step('quantum').inputValue()).toBe('0.1');
    expect(await page.inputValue('[name="/bands/reach/domain/to"]')).toBe('10');
    expect(await page.inputValue('[name="/rule/slices/@1/percent"]')).toBe('20');
    expect(await page.locator('[data-check-status]').textContent()).toContain('finds nothing wrong');
    await page.goto(article);
    if (javaScriptEnabled) expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto(draft);
    expect(await page.locator('select[name=register]').count()).toBe(1);
  });
});

test('drafts are not for others', async () => {
  const page = await openAs('Returning officer');
  expect((await page.goto('/w/network/rulebook'))?.status()).toBe(403);
});

test('nothing stands in the way of assistive technology, in light and dark colours', {
  timeout: 180_000,
}, async () => {
  const page = await openAs('Global secretariat');
  const reader = await open({ locale: 'ar', ...phone });
  for (const path of [
    '/rulebook',
    '/rulebook/difference?from=1&to=2',
    '/rulebook/try?article=dues&fact.category=A',
  ]) {
    await reader.goto(path);
    expect(await faultsInBothSchemes(reader), path).toEqual([]);
  }
  await page.goto('/w/network/rulebook');
  expect(await faultsInBothSchemes(page)).toEqual([]);
  await page.fill('[name=title]', 'Accessible');
  await beginning(page);
  expect(await faultsInBothSchemes(page)).toEqual([]);
  for (const key of ['categories', 'dues', 'first_year_dues', 'relief_until']) {
    const draft = page.url();
    await press(page, articleIn(page, key));
    expect(await faultsInBothSchemes(page), page.url()).toEqual([]);
    await page.goto(draft);
  }
});
