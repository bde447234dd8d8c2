import assert from 'node:assert/strict';
import { desktop, openPage, phone } from './support/browser.mjs';
import { at, audit, test } from './support/planner.mjs';

/** The documents of the OGC API as a browser gets them. */

test('the data are browsed by link and form, without a script, on a phone and a desk', async () => {
  for (const options of [
    { ...desktop, colorScheme: 'dark', javaScriptEnabled: true },
    { ...phone, colorScheme: 'light', locale: 'en-US' },
  ]) {
    const { page, context, problems } = await openPage(at.browser, at.server.url, { ...options, hash: 'ogc' });
    const english = options.locale === 'en-US';
    const visit = async (name) => {
      await Promise.all([page.waitForNavigation(), page.getByRole('link', { name, exact: true }).first().click()]);
      await audit(page);
      const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= screen, `${page.url()}: ${wide} on ${screen}`);
    };
    await audit(page);
    await visit(english ? 'the collections' : '图层');
    const titles = await page.$$eval('tbody th', (cells) => cells.map((it) => it.textContent));
    assert.ok(titles.length >= 6);
    if (english) for (const title of titles) assert.doesNotMatch(title, /[一-鿿]/);
    await page.goto(`${at.server.url}/ogc/collections/night_streets`);
    await audit(page);
    await visit(english ? 'Browse the features' : '查看要素');
    assert.equal(await page.locator('tbody tr').count(), 58);
    assert.ok(await page.locator('svg.drawing circle').count() > 40);
    await page.fill('input[name=filter]', "district = '和平区'");
    await page.fill('input[name=limit]', '2');
    await Promise.all([page.waitForNavigation(), page.click('form.filter button')]);
    assert.equal(await page.locator('tbody tr').count(), 2);
    assert.equal(await page.inputValue('input[name=filter]'), "district = '和平区'");
    await visit(english ? 'Next page' : '下一页');
    assert.match(page.url(), /filter=/);
    const id = await page.locator('tbody th a').first().textContent();
    await visit(id);
    assert.equal((await page.innerText('h1')).length > 1, true);
    assert.match(await page.innerText('dl'), english ? /Heping|和平/ : /和平区/);
    assert.deepEqual(problems, []);
    // What is refused is a page with the form that can be mended. The browser notes the 400.
    await page.goto(`${at.server.url}/ogc/collections/night_streets/items?filter=nothing+%3D`);
    assert.ok((await page.innerText('[role=alert]')).startsWith('filter:'));
    await audit(page);
    await context.close();
  }
});
