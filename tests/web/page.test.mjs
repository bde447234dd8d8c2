import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { desktop, launch, openPage, phone, settled, taken } from './support/browser.mjs';
import { load } from './support/deps.mjs';
import { json, target } from './support/target.mjs';

const { AxeBuilder } = load('@axe-core/playwright');

let server;
let browser;
let site;

before(async () => {
  server = await target();
  site = await json(`${server.url}/api/site`);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Runs `body` on a fresh page; whatever went wrong on the page fails the test. */
async function onPage(options, body, { allow = [] } = {}) {
  const { page, context, problems } = await openPage(browser, server.url, options);
  try {
    await body(page, context);
    assert.deepEqual(problems.filter((it) => !allow.some((pattern) => pattern.test(it))), []);
  } finally {
    await context.close();
  }
}

async function audit(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((it) => `${it.id} (${it.impact}): ${it.nodes.map((node) => node.target.join(' ')).join(', ')}`), []);
}

const rows = (page) => page.locator('#list .row');
const count = (id) => site.live.find((layer) => layer.id === id)?.count;

for (const [name, device] of [['phone', phone], ['desktop', desktop]]) {
  describe(name, () => {
    test('opens with a drawn map, a full list, and nothing wrong', () =>
      onPage(device, async (page) => {
        await settled(page);
        assert.equal(await rows(page).count(), count('night_streets'));
        assert.equal(await page.title(), '津夜生活 · 津图');
        assert.equal(await page.getAttribute('html', 'lang'), 'zh-Hans');
        const canvas = await page.locator('.map canvas').boundingBox();
        assert.ok(canvas.width > 300 && canvas.height > 300);
        await audit(page);
      }));

    test('finds 五大道 and opens its card with source and accuracy', () =>
      onPage(device, async (page) => {
        await settled(page);
        await page.fill('#search', '五大道');
        await rows(page).first().waitFor();
        assert.match(await rows(page).first().innerText(), /五大道/);
        await audit(page);
        await rows(page).first().click();
        await page.waitForSelector('#card-title');
        assert.equal(await page.innerText('#card-title'), '五大道');
        const card = await page.innerText('.card');
        assert.match(card, /位置精度/);
        assert.match(card, /误差约 250 米以内/);
        assert.match(card, /来源/);
        assert.match(card, /示意边界/);
        assert.ok((await page.locator('.card .sources a[href^="http"]').count()) > 0);
        assert.match(page.url(), /sel=heritage_blocks\/hb01/);
        await audit(page);
      }));

    test('shows layers with counts and switches them', () =>
      onPage(device, async (page) => {
        await settled(page);
        await page.getByRole('button', { name: '图层与图例' }).click();
        const carriers = page.locator('.switch[data-layer="carriers"]');
        await carriers.waitFor();
        assert.match(await carriers.innerText(), new RegExp(`${count('carriers')} 处`));
        assert.match(await page.innerText('.panel'), /规划 20 个，已定位 18 个，仅到区 2 个，已测绘 0 个/);
        await audit(page);
        assert.equal(await carriers.getAttribute('aria-checked'), 'false', 'carriers are no night life');
        await carriers.click();
        assert.equal(await carriers.getAttribute('aria-checked'), 'true');
        await page.waitForURL(/layers=[^&]*carriers/);
        const lockers = page.locator('.switch[data-layer="lockers"]');
        await lockers.click();
        await page.waitForURL(/layers=[^&]*lockers/);
        await settled(page);
      }));

    test('speaks English when asked, everywhere', () =>
      onPage(device, async (page) => {
        await settled(page);
        await page.getByRole('button', { name: 'Switch to English' }).click();
        await page.waitForSelector('html[lang="en"]');
        assert.equal(await page.title(), 'Tianjin by Night · Jintu');
        await page.getByRole('button', { name: 'Layers and legend' }).click();
        await page.waitForSelector('.panel');
        // The marks of the themes are characters in any language.
        await page.evaluate(() => document.querySelectorAll('.mark-text').forEach((it) => it.remove()));
        assert.doesNotMatch(await page.innerText('.panel'), /[一-鿿]/);
        await page.keyboard.press('Escape');
        await rows(page).first().waitFor();
        assert.doesNotMatch(await page.innerText('.tabs'), /[一-鿿]/);
        assert.doesNotMatch(await page.innerText('.chips'), /[一-鿿]/);
        await settled(page);
        await audit(page);
      }));

    test('has a day side without faults', () =>
      onPage({ ...device, hash: '#theme=day' }, async (page) => {
        await settled(page);
        await audit(page);
      }));
  });
}

test('everything can be done with the keyboard', () =>
  onPage(desktop, async (page) => {
    await settled(page);
    await page.keyboard.press('/');
    await page.keyboard.type('tjzy');
    await page.waitForFunction(() => document.querySelectorAll('#list .row').length >= 1 && document.querySelectorAll('#list .row').length < 10);
    await page.keyboard.press('ArrowDown');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-key') ?? document.activeElement?.id);
    const key = await focused();
    assert.match(key, /^(night_streets|checkin_spots)\//);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.card');
    assert.equal(await focused(), 'card-title');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#list');
    assert.equal(await focused(), key);
    // The rows are the way to every feature of the map.
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(), 'search');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.card');
  }));

test('the sheet of the phone has three heights, by keyboard too', () =>
  onPage(phone, async (page) => {
    await settled(page);
    const height = () => page.getAttribute('.sheet', 'data-height');
    await page.focus('.grip-button');
    // The page that the server sent stands half open, and so does the app in its place.
    if ((await height()) === 'half') await page.keyboard.press('ArrowDown');
    assert.equal(await height(), 'peek');
    await page.keyboard.press('ArrowUp');
    assert.equal(await height(), 'half');
    await page.keyboard.press('ArrowUp');
    assert.equal(await height(), 'full');
    await page.keyboard.press('ArrowDown');
    assert.equal(await height(), 'half');
    // A drag down lets it fall.
    const grip = await page.locator('.grip').boundingBox();
    await page.mouse.move(grip.x + 195, grip.y + 12);
    await page.mouse.down();
    await page.mouse.move(grip.x + 195, grip.y + 200, { steps: 6 });
    await page.mouse.move(grip.x + 195, grip.y + 360, { steps: 6 });
    await page.mouse.up();
    assert.equal(await height(), 'peek');
    // A tap on the handle goes round, and lands on nothing that comes under the finger.
    for (const next of ['half', 'full', 'peek']) {
      await page.waitForTimeout(450);
      await page.locator('.grip-button').tap();
      assert.equal(await height(), next);
    }
    assert.equal(await page.locator('.chip[aria-pressed="true"]').count(), 0);
    // What assistive technology does is a click without a pointer.
    await page.evaluate(() => document.querySelector('.grip-button').click());
    assert.equal(await height(), 'half');
    assert.equal(await rows(page).first().isVisible(), true);
  }));

test('chips leave what is asked for, on the list and in words, and can be taken back', () =>
  onPage({ ...phone, now: '2026-11-27T20:30:00+08:00' }, async (page) => {
    await settled(page);
    const chip = (name) => page.locator('.chip', { hasText: name });
    await chip('营业中').click();
    await page.waitForSelector('.filtered');
    const states = await page.locator('#list .row-state').allInnerTexts();
    assert.ok(states.length > 0 && states.every((it) => /营业中|即将打烊/.test(it)), states.join());
    await chip('夜市').click();
    await chip('营业中').click();
    assert.match(await page.innerText('#list'), /夜市/);
    await audit(page);
    await page.locator('.filtered .text-button').click();
    await page.waitForSelector('.tabs');
  }));

test('the hour can be moved through the night: states, count and order follow, and the way back is the clock', () =>
  onPage({ ...desktop, now: '2026-11-27T20:30:00+08:00' }, async (page) => {
    await settled(page);
    const first = async () => (await page.locator('#list .row-state').first().innerText()).trim();
    assert.match(await first(), /营业中/);
    const count = async () => Number((await page.innerText('.night-count')).trim());
    const evening = await count();
    const move = (minutes) => page.$eval('.night input', (input, value) => { input.value = value; input.dispatchEvent(new Event('input', { bubbles: true })); }, String(minutes));
    await move(600); // 03:00: what closes at 22:00 is closed
    await page.waitForFunction((before) => Number(document.querySelector('.night-count').innerText) !== before, evening);
    assert.ok((await count()) < evening);
    assert.match(await page.getAttribute('.night input', 'aria-valuetext'), /^03:00/);
    assert.match(await page.locator('.row', { hasText: '天津之眼' }).first().innerText(), /已打烊/);
    await audit(page);
    await page.locator('.night-now').click();
    await page.waitForFunction((before) => Number(document.querySelector('.night-count').innerText) === before, evening);
    assert.equal(await page.getAttribute('.night', 'data-live'), 'true');
  }));

test('places of an extract that can be open are listed, drawn, found, and say where their hours are from', async (context) => {
  const { id, name, hours, hour } = await json(`${server.url}/api/venues`).catch(() => ({ id: [] }));
  if (id.length === 0) return context.skip('no extract with opening hours was imported');
  const at = id.findIndex((_, index) => name[index].length > 4);
  await onPage({ ...desktop, now: '2026-11-27T20:30:00+08:00', hash: `#sel=venues/${id[at]}` }, async (page) => {
    await page.waitForSelector('.card');
    const card = await page.innerText('.card');
    assert.ok(card.includes(name[at]) && card.includes(hours[hour[at]]), card);
    assert.match(card, /OpenStreetMap/);
    await settled(page);
    await audit(page);
    await page.keyboard.press('Escape');
    const tab = page.locator('.tab', { hasText: '店铺' });
    assert.match(await tab.innerText(), new RegExp(`${id.length}`));
    await tab.click();
    assert.equal(await rows(page).count(), Math.min(id.length, 60) + (id.length > 60 ? 1 : 0), 'the first of many, and a way on');
    await page.fill('#search', name[at]);
    await page.locator('#list .row', { hasText: name[at] }).first().waitFor();
  });
});

test('Back from any card leads to where no card was', () =>
  onPage(desktop, async (page) => {
    await settled(page);
    await rows(page).nth(0).click();
    await page.waitForURL(/sel=/);
    const also = await page.evaluate(() => history.length);
    await page.evaluate(() => (location.hash = ''));
    await page.goBack();
    await page.waitForSelector('.card');
    await page.locator('.card [aria-label^="关闭卡片"]').click();
    await page.waitForSelector('#list');
    assert.doesNotMatch(page.url(), /sel=/);
    assert.ok((await page.evaluate(() => history.length)) <= also + 1);
  }));

test('an unknown place is told as such, and the list is a step away', () =>
  onPage({ ...desktop, hash: '#sel=night_streets/nowhere' }, async (page) => {
    await page.getByText('没有这个地点').waitFor();
    await page.locator('.state .button').click();
    await rows(page).first().waitFor();
    await settled(page);
  }));

test('a position that is refused is told with what to do', () =>
  onPage(phone, async (page) => {
    await settled(page);
    await page.getByRole('button', { name: '离我最近' }).click();
    await page.locator('.toast', { hasText: '定位' }).waitFor();
  }));

test('a server that goes away while the page is open is told, and asked until it is back', () =>
  onPage({ ...desktop, hash: '#map=13/39.13/117.2' }, async (page, context) => {
    await settled(page);
    await context.route('**/tiles/**', (route) => route.fulfill({ status: 503 }));
    await page.evaluate(() => (location.hash = '#map=14/39.3/117.5'));
    await page.locator('.toast', { hasText: '连不上' }).waitFor();
    await context.unroute('**/tiles/**');
    await page.locator('.toast').waitFor({ state: 'detached', timeout: 20_000 });
    await settled(page);
  }, { allow: [/503/] }));

test('an address restores the view, the card and the language, and Back closes the card', () =>
  onPage({ ...desktop, hash: '#map=13.5/39.1301/117.2002&layers=night_streets&brand=live&lang=en&theme=day' }, async (page) => {
    await settled(page);
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    assert.equal(await page.getAttribute('html', 'data-theme'), 'day');
    assert.match(page.url(), /map=13\.5\/39\.1301\d*\/117\.2002/);
    assert.match(page.url(), /brand=live/);
    const before = await rows(page).count();
    assert.ok(before >= 1 && before < count('night_streets'));
    await rows(page).first().click();
    await page.waitForSelector('.card');
    await page.waitForURL(/sel=night_streets/);
    await page.goBack();
    await page.waitForSelector('#list');
    assert.doesNotMatch(page.url(), /sel=/);
    await page.goForward();
    await page.waitForSelector('.card');
    const address = page.url();
    await page.reload();
    await page.waitForSelector('.card');
    assert.equal(page.url(), address);
  }));

test('says that hours are unknown, and what an example is', () =>
  onPage({ ...desktop, hash: '#sel=night_streets/ns04' }, async (page) => {
    await page.waitForSelector('.card');
    const card = await page.innerText('.card');
    assert.match(card, /营业时间未知/);
    assert.match(card, /示例品牌/);
    assert.match(card, /归类理由/);
    await settled(page);
    await audit(page);
  }));

test('on a public holiday says that ordinary hours may not hold', () =>
  onPage({ ...desktop, hash: '#sel=night_streets/ns10', now: '2026-10-01T12:00:00+08:00' }, async (page) => {
    await page.waitForSelector('.card');
    assert.match(await page.innerText('.hours'), /营业中\s+· 至 22:00/);
    assert.match(await page.innerText('.hours'), /今天是国庆节假期/);
    await page.goto(`${server.url}/#sel=night_streets/ns01`);
    await page.getByRole('heading', { name: '意式风情街' }).waitFor();
    assert.doesNotMatch(await page.innerText('.hours'), /国庆节/, 'a street that never closes');
    await settled(page);
  }));

test('a carrier that is not located says so, and offers no way there', () =>
  onPage({ ...desktop, hash: '#sel=carriers/haihe-ibc' }, async (page) => {
    await page.waitForSelector('.card');
    assert.match(await page.innerText('.card'), /位置待核实/);
    assert.equal(await page.locator('.go-link').count(), 0);
    await settled(page);
  }));

test('a click on the map opens the nearest place', () =>
  onPage({ ...desktop, hash: '#map=15.5/39.133606/117.192453' }, async (page) => {
    await settled(page);
    const box = await page.locator('.map canvas').boundingBox();
    // The padding is the same on all sides, so the centre of the view is that of the canvas.
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForSelector('.card');
    assert.match(page.url(), /sel=/);
  }));

test('without data the page says so and can try again', () =>
  onPage(phone, async (page, context) => {
    await settled(page);
    await context.route('**/ogc/**', (route) => route.abort());
    await context.route('**/api/site', (route) => route.abort());
    await page.reload();
    await page.waitForSelector('.map-state[role="alert"]');
    await page.evaluate(() => document.querySelector('.grip-button').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true })));
    assert.match(await page.innerText('.app'), /无法连接服务/);
    assert.match(await page.innerText('.app'), /数据没有载入/);
    await audit(page);
    await context.unroute('**/ogc/**');
    await context.unroute('**/api/site');
    await page.locator('.side .state .button').first().click(); // the other lies below the sheet here
    await settled(page);
  }, { allow: [/ERR_FAILED/] }));

test('without WebGL the list still works', () =>
  onPage(phone, async (page, context) => {
    await context.addInitScript(() => {
      const original = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        return /webgl/.test(kind) ? null : original.call(this, kind, ...rest);
      };
    });
    await page.reload();
    await taken(page);
    await page.dispatchEvent('.map-frame', 'pointerdown');
    await page.waitForSelector('.map-state[role="alert"]');
    await rows(page).first().waitFor();
    assert.match(await page.innerText('.app'), /这台设备无法绘制地图/);
  }));

test('offline the page keeps what it has', () =>
  onPage(phone, async (page, context) => {
    await settled(page);
    await context.setOffline(true);
    await page.waitForSelector('.toast');
    await page.fill('#search', '古文化街');
    await rows(page).first().waitFor();
    assert.match(await rows(page).first().innerText(), /古文化街/);
    await context.setOffline(false);
    await page.waitForSelector('.toast', { state: 'detached' });
  }, { allow: [/ERR_INTERNET_DISCONNECTED/] }));

test('the page comes compressed, with hashed assets and a policy that holds', async () => {
  const response = await fetch(`${server.url}/`, { headers: { 'accept-encoding': 'br, gzip' } });
  assert.equal(response.status, 200);
  const policy = response.headers.get('content-security-policy');
  assert.ok(policy, 'no Content-Security-Policy');
  assert.match(policy, /default-src 'self'|default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe-eval/);
  const html = await response.text();
  let weight = Number(response.headers.get('content-length'));
  let first = weight;
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)[^>]*>/, 'an inline script');
  for (const [, path] of html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) {
    assert.match(path, /-[\w-]{8}\.\w+$/);
    const asset = await fetch(`${server.url}${path}`, { headers: { 'accept-encoding': 'br' } });
    assert.equal(asset.headers.get('content-encoding'), 'br', path);
    weight += Number(asset.headers.get('content-length'));
    if (path.endsWith('.css')) first += Number(asset.headers.get('content-length'));
  }
  assert.ok(first > 10_000 && first < 24_000, `${first} bytes before the first view`);
  assert.ok(weight < 66_000, `${weight} bytes before the map`);
});

const token = process.env.JINTU_TOKEN;
test('what an editor changes shows on an open page, and only its tiles are read again', { skip: token ? false : 'JINTU_TOKEN is not set' }, () =>
  onPage({ ...desktop, hash: '#map=14/39.1/117.2&layers=districts,night_streets,carriers,lockers' }, async (page) => {
    await settled(page);
    const items = `${server.url}/ogc/collections/lockers/items`;
    const write = (method, url, body, extra = {}) =>
      fetch(url, { method, body: JSON.stringify(body), headers: { authorization: `Bearer ${token}`, 'content-type': 'application/geo+json', ...extra } });
    const tiles = [];
    page.on('request', (request) => request.url().includes('/tiles/') && tiles.push(new URL(request.url()).pathname));
    const made = await write('POST', items, {
      type: 'Feature', geometry: { type: 'Point', coordinates: [117.2, 39.1] }, properties: { name_zh: '刚刚新增的柜子', kind: 'parcel' },
    });
    assert.equal(made.status, 201);
    await page.fill('#search', '刚刚新增');
    await rows(page).first().waitFor({ timeout: 15_000 });
    assert.match(await rows(page).first().innerText(), /刚刚新增的柜子/);
    for (let i = 0; tiles.length === 0 && i < 100; i++) await page.waitForTimeout(50);
    assert.ok(tiles.length > 0, 'no tile was read again');
    assert.ok(tiles.every((path) => path.includes('lockers')), tiles.join());
    const gone = await write('DELETE', made.headers.get('location'), undefined, { 'if-match': made.headers.get('etag') });
    assert.equal(gone.status, 204);
    await rows(page).first().waitFor({ state: 'detached', timeout: 15_000 });
  }));

test('an edit made while its place was out of view is there on the way back', { skip: token ? false : 'JINTU_TOKEN is not set' }, () =>
  onPage({ ...desktop, hash: '#map=14/39.1/117.2&layers=districts,lockers' }, async (page) => {
    await settled(page);
    const go = async (hash) => {
      await page.evaluate((to) => (location.hash = to), hash);
      await page.waitForTimeout(300);
      await settled(page);
    };
    await go('#map=14/39.3/117.5&layers=districts,lockers');
    const made = await fetch(`${server.url}/ogc/collections/lockers/items`, {
      method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/geo+json' },
      body: JSON.stringify({ type: 'Feature', geometry: { type: 'Point', coordinates: [117.2, 39.1] }, properties: { name_zh: '视野外的柜子', kind: 'parcel' } }),
    });
    assert.equal(made.status, 201);
    await page.fill('#search', '视野外');
    await rows(page).first().waitFor({ timeout: 15_000 });
    const tiles = [];
    page.on('request', (request) => tiles.push(new URL(request.url()).pathname));
    await go('#map=14/39.1/117.2&layers=districts,lockers');
    assert.ok(tiles.some((path) => /lockers.*\/14\/13525\/6255\.mvt$/.test(path)), tiles.join());
    await fetch(made.headers.get('location'), { method: 'DELETE', headers: { authorization: `Bearer ${token}`, 'if-match': made.headers.get('etag') } });
  }));
