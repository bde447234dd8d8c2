import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { desktop, openPage, phone } from './support/browser.mjs';
import { at, audit, test } from './support/planner.mjs';

/** The catalogue, a page that the server makes. */

test('the catalogue is a page in one language, by day and night, with a download of each layer', async () => {
  for (const options of [{ ...desktop, colorScheme: 'dark' }, { ...phone, colorScheme: 'light' }]) {
    const { page, context, problems } = await openPage(at.browser, at.server.url, { ...options, hash: 'catalog' });
    assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN');
    assert.doesNotMatch(await page.innerText('h1'), /[A-Za-z]/);
    const dark = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await audit(page);
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator('#carriers .button').click()]);
    assert.equal(JSON.parse(readFileSync(await file.path(), 'utf8')).features.length, 20);
    await page.click('header nav a[hreflang="en"]');
    await page.waitForURL(/lang=en/);
    const words = await page.evaluate(() => [...document.querySelectorAll('h1, h2, dt, nav a:not([hreflang]), summary, .button')].map((it) => it.textContent).join(' '));
    assert.doesNotMatch(words, /[\u4e00-\u9fff]/);
    await page.getByRole('link', { name: options.colorScheme === 'dark' ? 'Day' : 'Night', exact: true }).click();
    await page.waitForURL(/theme=/);
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), dark);
    await audit(page);
    const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= screen, `${wide} on ${screen}`);
    assert.deepEqual(problems, []);
    await context.close();
  }
});
