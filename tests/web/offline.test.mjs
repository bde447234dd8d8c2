import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { load } from './support/deps.mjs';
import { desktop, launch, openPage, phone, settled } from './support/browser.mjs';
import { startProxy } from './support/proxy.mjs';
import { json, target } from './support/target.mjs';

/** The page with its service worker, on a line that can be cut. */

const { AxeBuilder } = load('@axe-core/playwright');

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

async function withWorker(options, body, { allow = [] } = {}) {
  const proxy = await startProxy(server.url);
  const tiles = new Set();
  const { page, context, problems } = await openPage(browser, proxy.url, { ...options, serviceWorkers: 'allow', onRequest: (url) => url.pathname.startsWith('/tiles/') && tiles.add(url.pathname) });
  try {
    await settled(page);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await body({ page, context, proxy, tiles, problems });
    assert.deepEqual(problems.filter((it) => !allow.some((pattern) => pattern.test(it))), []);
  } finally {
    await context.close();
    await proxy.cut();
  }
}

/** Until the worker has put aside what the page read before it was there. */
const kept = (page, parts) =>
  page.waitForFunction(async (wanted) => {
    const cache = await caches.open('jintu-seen-1');
    const urls = (await cache.keys()).map((request) => request.url);
    return wanted.every((part) => urls.some((url) => url.includes(part)));
  }, parts);

/** MapLibre logs an error object for each tile that was never seen: the card's view is nearer. */
const unseenTile = /^console: (AJAXError.*|\w{1,3})$/;
const away = /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_FAILED|Failed to fetch/;

test('after one visit the page, its list, cards and map open without a server, marked as offline, and recover by themselves', () =>
  withWorker({ ...phone, hash: '#map=12/39.127/117.2' }, async ({ page, proxy, tiles, problems }) => {
    const site = await json(`${server.url}/api/site`);
    const count = site.live.find((layer) => layer.id === 'night_streets').count;
    await kept(page, ['/api/site', '/night_streets/items', '/carriers/items', '/heritage_blocks/items', ...tiles]);
    assert.ok([...tiles].some((path) => path.includes('districts,')) && [...tiles].some((path) => path.includes('basemap')) === site.basemap.present);
    await proxy.cut();
    await page.reload();
    await settled(page);
    assert.equal(await page.locator('#list .row').count(), count);
    // Requests fail, as the browser notes; no tile of the same view is missing for it.
    assert.deepEqual(problems.filter((it) => !away.test(it)), []);
    await page.waitForSelector('.toast');
    assert.match(await page.innerText('.toast'), /^离线：显示 \d+月\d+日 \d\d:\d\d 保存的内容$/);
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(violations.map((it) => it.id), []);
    await page.fill('#search', '五大道');
    await page.locator('#list .row').first().click();
    await page.waitForSelector('.card');
    await proxy.mend();
    await page.waitForSelector('.toast', { state: 'detached', timeout: 30_000 });
    await settled(page);
  }, { allow: [away, unseenTile] }));

test('a shared link to a place opens its card without a server, with the age of what is shown; a place that was not kept says that one is offline', () =>
  withWorker(phone, async ({ page, proxy }) => {
    await kept(page, ['/api/site', '/night_streets/items', '/heritage_blocks/items']);
    await proxy.cut();
    await page.goto(`${proxy.url}/places/night_streets/ns01?lang=en`);
    await page.waitForSelector('.card');
    assert.match(page.url(), /#.*sel=night_streets\/ns01/);
    await page.waitForSelector('.toast');
    assert.match(await page.innerText('.toast'), /^Offline: showing what was saved/);
    await page.goto(`${proxy.url}/places/night_streets/never`);
    assert.match(await page.innerText('main'), /当前离线[\s\S]*没有保存在本机/);
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(violations.map((it) => it.id), []);
    await page.getByRole('link', { name: '看全部地点' }).click();
    await page.waitForSelector('#list .row');
  }, { allow: [away, unseenTile, /status of 503/] }));

test('while the server answers nothing old is shown: an edit is in the tile, the item and on the page at once', { skip: process.env.JINTU_TOKEN ? false : 'JINTU_TOKEN is not set' }, () =>
  withWorker({ ...desktop, hash: '#map=14/39.11/117.21&layers=districts,lockers' }, async ({ page }) => {
    await page.reload(); // all that follows goes by way of the worker
    await settled(page);
    const read = () => page.evaluate(async () => {
      const text = async (path) => new TextDecoder('latin1').decode(await (await fetch(path)).arrayBuffer());
      return [await text('/tiles/lockers/14/13526/6255.mvt'), await text('/ogc/collections/lockers/items?limit=1000')];
    });
    const items = `${server.url}/ogc/collections/lockers/items`;
    const headers = { authorization: `Bearer ${process.env.JINTU_TOKEN}`, 'content-type': 'application/geo+json' };
    const before = await read();
    const made = await fetch(items, { method: 'POST', headers, body: JSON.stringify({ type: 'Feature', geometry: { type: 'Point', coordinates: [117.21, 39.11] }, properties: { name_zh: '离线测试柜', kind: 'parcel' } }) });
    assert.equal(made.status, 201);
    const edited = await read();
    assert.notEqual(edited[0], before[0], 'the tile');
    assert.notEqual(edited[1], before[1], 'the items');
    await page.fill('#search', '离线测试');
    await page.locator('#list .row').first().waitFor({ timeout: 15_000 });
    const gone = await fetch(made.headers.get('location'), { method: 'DELETE', headers: { ...headers, 'if-match': made.headers.get('etag') } });
    assert.equal(gone.status, 204);
    assert.equal((await read())[0], before[0], 'the tile as it was');
    assert.equal(await page.locator('.toast').count(), 0);
  }));

test('the second visit reads no file of the page from the network but the page itself', () =>
  withWorker(desktop, async ({ page }) => {
    await page.reload();
    await settled(page);
    const files = await page.evaluate(() => performance.getEntriesByType('resource').filter((it) => it.name.includes('/assets/')).map((it) => [it.name, it.transferSize]));
    assert.ok(files.length > 0);
    assert.deepEqual(files.filter(([, size]) => size > 0), []);
  }));
