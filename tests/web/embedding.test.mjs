import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { desktop, launch, openPage, phone } from './support/browser.mjs';
import { load } from './support/deps.mjs';
import { target } from './support/target.mjs';

/** What leaves the site: the page for frames of others, the posters' page, the styles read from another origin. */

const { AxeBuilder } = load('@axe-core/playwright');

let server;
let browser;
let other;
let elsewhere;
let shown = '';

before(async () => {
  server = await target();
  browser = await launch();
  // By another name of this machine: another origin, as browsers see it.
  other = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html; charset=utf-8');
    answer.end(`<!doctype html><html lang="zh"><title>另一个网站</title><h1>另一个网站</h1>${shown}`);
  });
  await new Promise((done) => other.listen(0, '127.0.0.1', done));
  elsewhere = `http://localhost:${other.address().port}/`;
});
after(async () => {
  await browser?.close();
  other?.close();
  await server?.stop();
});

const frame = (path) => `<iframe title="x" src="${server.url}${path}" width="360" height="560"></iframe>`;

describe('in a page of another origin', () => {
  test('the widget is shown, styled, without a script, and its links open the full page elsewhere', async () => {
    shown = frame('/widget?district=120101&lang=zh&theme=day&at=2026-11-30T21:00');
    const context = await browser.newContext({ ...desktop, javaScriptEnabled: false });
    try {
      const page = await context.newPage();
      await page.goto(elsewhere);
      const inner = page.frameLocator('iframe');
      assert.equal(await inner.locator('h1').innerText(), '和平区的夜晚');
      assert.ok(await inner.locator('svg.drawn').isVisible());
      assert.ok((await inner.locator('.list .row').count()) >= 6);
      // Its style sheet came, too: rows are as high as a finger is wide.
      assert.ok((await inner.locator('.list .row').first().boundingBox()).height >= 44);
      const [opened] = await Promise.all([context.waitForEvent('page'), inner.locator('.list .row').first().click()]);
      await opened.waitForURL(/\/places\/night_streets\//);
      assert.equal(page.url(), elsewhere);
    } finally {
      await context.close();
    }
  });

  test('no other page is shown in a frame', async () => {
    for (const path of ['/', '/posters', '/places/night_streets/ns01', '/editor']) {
      shown = frame(path);
      const context = await browser.newContext(desktop);
      try {
        const page = await context.newPage();
        const refused = page.waitForEvent('console', { predicate: (it) => /frame-ancestors/.test(it.text()), timeout: 20_000 });
        await page.goto(elsewhere);
        await refused;
      } finally {
        await context.close();
      }
    }
  });

  test('a style, its tiles and its pictures may be read', async () => {
    shown = '';
    const context = await browser.newContext(desktop);
    try {
      const page = await context.newPage();
      await page.goto(elsewhere);
      const read = await page.evaluate(async (root) => {
        const style = await (await fetch(`${root}/styles/night.json`)).json();
        const tiles = Object.values(style.sources).map((source) => source.tiles[0]);
        const at = (address) => address.replace('{z}', '12').replace('{x}', '3380').replace('{y}', '1563');
        const statuses = await Promise.all(tiles.map(async (address) => (await fetch(at(address))).status));
        const sprite = await (await fetch(`${style.sprite}.json`)).json();
        return { tiles, statuses, sprite: style.sprite, images: Object.keys(sprite).length };
      }, server.url);
      assert.ok(read.tiles.length >= 1 && read.tiles.every((it) => it.startsWith(`${server.url}/tiles/`)), read.tiles.join());
      assert.ok(read.statuses.every((it) => it === 200 || it === 204), read.statuses.join());
      assert.ok(read.sprite.startsWith(`${server.url}/sprites/`));
      assert.ok(read.images > 0);
    } finally {
      await context.close();
    }
  });
});

describe('by themselves', () => {
  for (const [name, device] of [['phone', phone], ['desktop', desktop]])
    test(`the widget and the posters' page have nothing that axe finds, and fit a ${name}`, async () => {
      for (const path of ['/widget?district=120101', '/widget?lang=en&theme=day', '/posters', '/posters?lang=en&theme=day']) {
        const { page, context, problems } = await openPage(browser, server.url + path, device);
        try {
          const { violations } = await new AxeBuilder({ page }).analyze();
          assert.deepEqual(violations.map((it) => `${path} ${it.id}: ${it.nodes.map((node) => node.target.join(' ')).join(', ')}`), []);
          const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(over <= 0, `${path} is ${over} pixels too wide`);
          // What axe brings along is refused in the widget, as it should be.
          assert.deepEqual(problems.filter((it) => !path.startsWith('/widget') || !/csp|Content Security Policy/.test(it)), []);
        } finally {
          await context.close();
        }
      }
    });

  test('a poster is a link of the posters\' page, which the night map and the atlas lead to', async () => {
    for (const from of ['/', '/atlas']) {
      const context = await browser.newContext({ ...desktop, javaScriptEnabled: false, locale: 'zh-CN' });
      try {
        const page = await context.newPage();
        await page.goto(server.url + from);
        await page.locator('a[href^="/posters"]').first().click();
        await page.waitForURL(/\/posters/);
        const href = await page.getByRole('link', { name: '和平区之夜 PDF' }).getAttribute('href');
        const answer = await context.request.get(server.url + href);
        assert.equal(answer.status(), 200);
        assert.equal((await answer.body()).subarray(0, 5).toString(), '%PDF-');
      } finally {
        await context.close();
      }
    }
  });
});
