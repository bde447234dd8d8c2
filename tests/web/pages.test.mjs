import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { desktop, launch, openPage, phone, taken } from './support/browser.mjs';
import { load } from './support/deps.mjs';
import { target } from './support/target.mjs';

/** Pages that the server makes: what they can do without a script, and that the app takes their place without a jolt. */

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

async function onPage(options, body) {
  const { page, context, problems } = await openPage(browser, server.url, options);
  try {
    await body(page, context);
    // A browser says in its console that a page that is not there was not there.
    assert.deepEqual(problems.filter((it) => !/status of 404/.test(it)), []);
  } finally {
    await context.close();
  }
}

/** axe needs a script in the page: it is run on what the server sent, where the app is kept from starting. */
async function audit(path, options = {}) {
  const context = await browser.newContext({ locale: 'zh-CN', serviceWorkers: 'block', ...options });
  try {
    const page = await context.newPage();
    await page.route(/\/assets\/index-.*\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await page.goto(server.url + path);
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(violations.map((it) => `${path} ${it.id} (${it.impact}): ${it.nodes.map((node) => node.target.join(' ')).join(', ')}`), []);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${path} is ${over} pixels too wide`);
  } finally {
    await context.close();
  }
}

for (const [name, device] of [['phone', phone], ['desktop', desktop]]) {
  describe(`${name}, without JavaScript`, () => {
    const plain = { ...device, javaScriptEnabled: false };

    test('what is open is seen, and can be narrowed to', () =>
      onPage(plain, async (page) => {
        assert.equal(await page.title(), '津夜生活 · 津图');
        assert.ok(await page.locator('#list .row').first().isVisible());
        assert.ok(await page.locator('svg.drawn').isVisible());
        await page.locator('.tabs a', { hasText: '营业中' }).click();
        assert.match(page.url(), /state=open/);
        const states = await page.locator('#list .row-state').allInnerTexts();
        assert.ok(states.length > 0 && states.every((it) => /营业中/.test(it)), states.join());
      }));

    test('a place is found by pinyin, its page is opened, and there are ways to go there', () =>
      onPage(plain, async (page) => {
        await page.fill('#search', 'yishifengqing');
        await page.press('#search', 'Enter');
        await page.waitForURL(/q=yishifengqing/);
        assert.match(await page.locator('#list .row').first().innerText(), /意式风情/);
        await page.locator('#list .row').first().click();
        await page.waitForURL(/\/places\/night_streets\//);
        assert.match(await page.innerText('h1'), /意式风情/);
        assert.match(await page.innerText('.week'), /周一/);
        assert.match(await page.innerText('.paper-card'), /直线距离/);
        assert.match(await page.getAttribute('.go-link >> nth=0', 'href'), /^https:\/\/uri\.amap\.com\/navigation\?to=117\.198\d+,39\.134\d+/);
        await page.locator('.paper-back').click();
        assert.ok(await page.locator('#list .row').first().isVisible());
      }));

    test('a metro station is found by initials, and a link shows what is near it', () =>
      onPage(plain, async (page) => {
        await page.fill('#search', 'ykd');
        await page.press('#search', 'Enter');
        await page.waitForURL(/q=ykd/);
        await page.locator('.stations .chip', { hasText: '营口道' }).click();
        await page.waitForURL(/station=/);
        assert.match(await page.innerText('.filtered'), /营口道站（1号线、3号线）/);
        assert.match(await page.locator('#list .row').first().innerText(), /\d+ 米/);
        await page.locator('.filtered a').click();
        assert.ok((await page.locator('#list .row').count()) > 20);
      }));

    test('every place is in a list of its kind, which a browser is shown at /places', () =>
      onPage(plain, async (page) => {
        await page.goto(`${server.url}/places`);
        await page.locator('.tabs a', { hasText: '打卡地' }).click();
        await page.waitForURL(/\/places\/checkin_spots$/);
        await page.locator('#list .row').first().click();
        await page.waitForURL(/\/places\/checkin_spots\/./);
        assert.match(await page.innerText('.paper-card'), /直线|步行约 \d+ 分钟/);
      }));

    test('language, theme and hour are links that stay', () =>
      onPage(plain, async (page) => {
        await page.locator('.search .lang').click();
        assert.equal(await page.getAttribute('html', 'lang'), 'en');
        assert.doesNotMatch(await page.innerText('.tabs'), /[一-鿿]/);
        await page.getByRole('link', { name: 'Switch to day' }).click();
        assert.equal(await page.getAttribute('html', 'data-theme'), 'day');
        assert.equal(await page.getAttribute('html', 'lang'), 'en');
        await page.locator('.night-hour', { hasText: '22:00' }).click();
        assert.match(page.url(), /at=\d{4}-\d\d-\d\dT22(:|%3A)00/);
        assert.equal(await page.locator('.night-hour[aria-current="true"]').innerText(), '22:00');
      }));

    test('a place and a page that do not exist are said to be so, with a way on', () =>
      onPage(plain, async (page) => {
        for (const [path, words] of [['/places/night_streets/never', '没有这个地点'], ['/nothing-here', '没有这个页面']]) {
          const response = await page.goto(server.url + path);
          assert.equal(response.status(), 404);
          assert.match(await page.innerText('main'), new RegExp(words));
        }
        await page.locator('main .button').click();
        assert.ok(await page.locator('#list .row').first().isVisible());
      }));
  });

  test(`${name}: the app takes the place of the page without a shift, and starts no WebGL by itself in software`, () =>
    onPage(device, async (page) => {
      await page.addInitScript(() => {
        window.shifts = 0;
        new PerformanceObserver((seen) => seen.getEntries().forEach((entry) => (window.shifts += entry.value))).observe({ type: 'layout-shift', buffered: true });
      });
      let maps = 0;
      page.on('request', (request) => (maps += /\/assets\/map-/.test(request.url()) ? 1 : 0));
      await page.reload();
      assert.ok(await page.locator('.served, #list').first().isVisible(), 'never blank');
      await taken(page);
      await page.waitForSelector('#list .row');
      await page.waitForTimeout(4000);
      assert.ok((await page.evaluate(() => window.shifts)) < 0.001);
      assert.equal(maps, 0, 'the code of the map waits for a gesture');
      assert.equal(await page.locator('.map canvas').count(), 0);
      assert.ok(await page.locator('svg.drawn').isVisible(), 'the drawn map stays');
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.target.join(' ')).join(', ')}`), []);
      await page.locator('.map-start').click();
      await page.waitForSelector('.map[data-state="ready"]', { state: 'attached' });
      assert.ok(!(await page.locator('svg.drawn').isVisible()), 'and goes when the other is there');
    }));

  test(`${name}: what was searched for without a script is searched for by the app, too`, () =>
    onPage(device, async (page) => {
      await page.goto(`${server.url}/?q=wdd&lang=en`);
      await taken(page);
      await page.waitForSelector('#list .row');
      assert.equal(await page.inputValue('#search'), 'wdd');
      assert.equal(await page.getAttribute('html', 'lang'), 'en');
      assert.match(await page.locator('#list .row').first().innerText(), /Wudadao/);
    }));
}

test('axe finds nothing on any page, in both languages and themes', async () => {
  for (const path of ['/', '/?lang=en&theme=day', '/?q=wdd', '/?q=xyzzy', '/?kind=landmark', '/places/night_streets/ns01', '/places/night_streets/ns02?lang=en&theme=day', '/places/heritage_blocks/hb01',
    '/places', '/places/venues?lang=en&theme=day', '/?q=ykd', '/?station=%E8%90%A5%E5%8F%A3%E9%81%93&lang=en', '/places/carriers/haihe-ibc', '/places/lockers/lk01', '/places/checkin_spots/never', '/nothing-here?lang=en']) {
    await audit(path, phone);
  }
  await audit('/', desktop);
  await audit('/places/checkin_spots/ck02?theme=day', desktop);
});

test('the page of a place is what is shared', () =>
  onPage({ ...desktop, hash: '#sel=checkin_spots/ck02' }, async (page) => {
    await page.waitForSelector('.card');
    await page.evaluate(() => {
      navigator.share = undefined;
      Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (words) => (window.copied = words) } });
    });
    await page.getByRole('button', { name: '分享' }).click();
    assert.equal(await page.evaluate(() => window.copied), `${server.url}/places/checkin_spots/ck02`);
    assert.equal(await page.getAttribute('.card a[href^="/places/"]', 'href'), '/places/checkin_spots/ck02');
  }));
