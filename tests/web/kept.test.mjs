import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desktop, launch, openPage, settled } from './support/browser.mjs';
import { target } from './support/target.mjs';

let server;
let browser;

before(async () => {
  server = await target();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('what is saved and seen stays on the device: it is there again, and no request tells of it', async () => {
  const asked = [];
  const { page, context, problems } = await openPage(browser, server.url, { ...desktop, onRequest: (url) => asked.push(url.href) });
  try {
    await settled(page);
    const [first, second] = await page.locator('#list .row .row-name').allTextContents();
    await page.locator('#list .row').first().click();
    await page.getByRole('button', { name: '收藏', exact: true }).first().waitFor();
    await page.locator('.card .star').click();
    assert.equal(await page.locator('.card .star').getAttribute('aria-pressed'), 'true');
    await page.keyboard.press('Escape');
    await page.locator('#list .row').nth(1).click();
    await page.waitForSelector('.card');
    await page.reload();
    await settled(page);
    await page.keyboard.press('Escape');
    await page.locator('.chips .chip', { hasText: '收藏' }).click();
    await page.waitForSelector('#list .row');
    assert.deepEqual(await page.locator('#list .row .row-name').allTextContents(), [first]);
    await page.locator('.chips .chip', { hasText: '收藏' }).click();
    await page.locator('#search').focus();
    assert.deepEqual((await page.locator('.recent .chip').allTextContents()).slice(0, 2), [second, first]);
    await page.locator('.recent .text-button').click();
    await page.waitForSelector('.recent', { state: 'detached' });
    assert.equal(await page.evaluate(() => localStorage.getItem('jintu-recent')), '[]');
    assert.deepEqual(asked.filter((url) => /recent|favourite|kept/.test(url)), []);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
});

test('before anything is saved the list says how', async () => {
  const { page, context } = await openPage(browser, server.url, desktop);
  try {
    await settled(page);
    await page.locator('.chips .chip', { hasText: '收藏' }).click();
    await page.getByText('还没有收藏').waitFor();
  } finally {
    await context.close();
  }
});
