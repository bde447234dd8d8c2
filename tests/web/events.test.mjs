import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { desktop, launch, openPage, phone, settled, taken } from './support/browser.mjs';
import { load } from './support/deps.mjs';
import { target } from './support/target.mjs';

const { AxeBuilder } = load('@axe-core/playwright');

/** Events and last trains, all made up here and taken away again. */

const token = process.env.JINTU_TOKEN;
const skip = token ? false : 'JINTU_TOKEN is not set';
const now = '2026-10-16T21:30:00+08:00';
const example = { kind: 'night_market', source: '示例', sample: true };
const events = [
  { ...example, name_zh: '示例夜市甲', start: '2026-10-16T18:00:00+08:00', end: '2026-10-16T22:00:00+08:00', place: 'night_streets/ns01', place_zh: '东门' },
  { ...example, name_zh: '示例午夜场乙', name_en: 'Example midnight show', start: '2026-10-17T00:30:00+08:00', end: '2026-10-17T02:00:00+08:00' },
  { ...example, name_zh: '示例下周丙', start: '2026-10-23T18:00:00+08:00', end: '2026-10-23T22:00:00+08:00', place: 'night_streets/ns01' },
];
const trains = [{ line: '3号线', station: '营口道', towards: '示例终点', first: '05:58', last: '00:12', source: '示例站牌', checked_on: '2026-10-01', sample: true }];

let server;
let browser;
const made = [];

const post = async (layer, properties) => {
  const answer = await fetch(`${server.url}/ogc/collections/${layer}/items`, {
    method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/geo+json' }, body: JSON.stringify({ type: 'Feature', geometry: null, properties }),
  });
  assert.equal(answer.status, 201, await answer.clone().text());
  made.push({ url: answer.headers.get('location'), etag: answer.headers.get('etag'), id: (await answer.json()).id });
  return made.at(-1).id;
};

before(async () => {
  if (skip) return;
  server = await target();
  browser = await launch();
  for (const event of events) await post('events', event);
  for (const train of trains) await post('last_trains', train);
});
after(async () => {
  for (const { url, etag } of made) await fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${token}`, 'if-match': etag } });
  await browser?.close();
  await server?.stop();
});

const open = (device, hash, more = {}) => openPage(browser, server.url, { ...device, now, hash, ...more });
const names = (page) => page.locator('.tonight .row-name').allTextContents();

for (const [name, device] of [['phone', phone], ['desktop', desktop]]) {
  describe(name, { skip }, () => {
    test('what is on this evening stands above the list, follows the slider, and is gone when it is over', async () => {
      const { page, context, problems } = await open(device, '');
      try {
        await taken(page);
        await page.waitForSelector('.tonight');
        assert.deepEqual(await names(page), ['示例夜市甲', '示例午夜场乙']);
        assert.match(await page.locator('.tonight .row').first().textContent(), /18:00–22:00 · .*东门.*即将结束/);
        const { violations } = await new AxeBuilder({ page }).include('.tonight').analyze();
        assert.deepEqual(violations.map((it) => it.id), []);
        const slider = page.locator('input[type="range"]');
        const into = (clock) => slider.evaluate((input, value) => {
          input.value = value;
          input.dispatchEvent(new Event('input', { bubbles: true }));
        }, String(clock - 17 * 60));
        await into(22 * 60);
        await page.waitForFunction(() => document.querySelectorAll('.tonight .row').length === 1);
        assert.deepEqual(await names(page), ['示例午夜场乙']);
        assert.match(await page.locator('.tonight a[download]').getAttribute('href'), /at=2026-10-16T22:00/);
        await into(26 * 60);
        await page.waitForSelector('.tonight', { state: 'detached' });
        await into(18 * 60);
        await page.waitForSelector('.tonight');
        await page.getByRole('button', { name: '全部活动' }).click();
        await page.waitForFunction(() => document.querySelectorAll('#list .row').length === 3);
        assert.match(await page.locator('#list .row').last().textContent(), /10月23日 周五 18:00–22:00/);
        assert.deepEqual(problems, []);
      } finally {
        await context.close();
      }
    });

    test('an event is found, opened, and leads to its place and back', async () => {
      const { page, context } = await open(device, '');
      try {
        await settled(page);
        await page.fill('#search', '夜市甲');
        await page.waitForFunction(() => document.querySelector('#list .row-name')?.textContent === '示例夜市甲');
        await page.locator('#list .row').first().click();
        await page.waitForSelector('.card .event-links');
        assert.match(await page.locator('.card .hours-now').textContent(), /即将结束.*18:00–22:00/s);
        const calendar = await page.locator('.card a[download]').getAttribute('href');
        const ics = await (await fetch(server.url + calendar)).text();
        assert.match(ics, /^BEGIN:VCALENDAR\r\n/);
        assert.match(ics, /DTSTART:20261016T100000Z\r\nDTEND:20261016T140000Z\r\n/);
        const { violations } = await new AxeBuilder({ page }).include('.card').analyze();
        assert.deepEqual(violations.map((it) => it.id), []);
        await page.locator('.card .event-links button').click();
        await page.waitForFunction(() => document.querySelector('.card #card-events') !== null);
        assert.deepEqual(await page.locator('#card-events + ul .row-name').allTextContents(), ['示例夜市甲', '示例下周丙']);
      } finally {
        await context.close();
      }
    });
  });
}

test('without a script the same is there, and in English', { skip }, async () => {
  const { page, context } = await open(phone, '?at=2026-10-16T23:00&lang=en', { javaScriptEnabled: false });
  try {
    assert.deepEqual(await names(page), ['Example midnight show']);
    assert.match(await page.locator('.tonight').textContent(), /Later tonight/);
    await page.locator('.tonight .row').click();
    assert.match(await page.locator('h1').textContent(), /Example midnight show/);
  } finally {
    await context.close();
  }
});

test('last trains stand at the station, before and after they have gone; where none is entered, that is said', { skip }, async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, context } = await open(phone, '?station=营口道&at=2026-10-17T00:30', { javaScriptEnabled, now: '2026-10-17T00:30:00+08:00' });
    try {
      await page.waitForSelector(javaScriptEnabled ? '.app:not(.served) .train' : '.train');
      assert.match(await page.locator('.trains').textContent(), /3号线 往示例终点.*末班 00:12（过午夜）.*今晚末班已过.*示例站牌，2026-10-01 核对/s);
      await page.goto(`${server.url}/?station=鼓楼`);
      await page.waitForSelector(javaScriptEnabled ? '.app:not(.served) .trains .hint' : '.trains .hint');
      assert.match(await page.locator('.trains').textContent(), /首末班车时间未录入/);
    } finally {
      await context.close();
    }
  }
});
