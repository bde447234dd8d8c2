import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { desktop, launch, openPage, phone, taken } from './support/browser.mjs';
import { load } from './support/deps.mjs';
import { target } from './support/target.mjs';

/** What residents do on the night map beside looking at it: narrow a search, read what is said, ask in an elder's size. */

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
const searched = async (page, words) => {
  await taken(page);
  await page.waitForSelector('#list .row');
  await page.fill('#search', words);
  await page.waitForFunction(() => document.querySelector('#list')?.getAttribute('aria-label')?.startsWith('找到'));
};
const overlap = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

for (const [name, device] of [['phone', phone], ['desktop', desktop]]) {
  describe(name, () => {
    test('the chips narrow a search: what is open comes first, what nobody knows stands apart, nothing is closed', () =>
      onPage({ ...device, now: '2026-11-28T12:30:00Z' }, async (page) => {
        await searched(page, '和平');
        const all = await rows(page).count();
        const chip = page.locator('.chip', { hasText: '营业中' });
        await chip.click();
        assert.equal(await page.inputValue('#search'), '和平', 'the search goes on');
        await page.waitForSelector('#list .list-apart');
        const shown = await page.locator('#list > li').evaluateAll((items) => items.map((item) => (item.matches('.list-apart') ? 'apart' : item.querySelector('.row-state')?.className.match(/state-(\w+)/)?.[1] ?? 'none')));
        const apart = shown.indexOf('apart');
        assert.ok(apart > 0, 'something is open');
        assert.ok(shown.slice(0, apart).every((state) => state === 'open' || state === 'closing'), shown.join());
        assert.ok(shown.slice(apart + 1).every((state) => state === 'unknown' || state === 'none'), shown.join());
        assert.match(await page.innerText('#list .list-apart'), /未知/);
        assert.ok(shown.length - 1 < all + 60);
        await audit(page);
        await page.fill('#search', '');
        assert.equal(await chip.getAttribute('aria-pressed'), 'true', 'and so does the chip');
        await page.fill('#search', '没有这样的地方');
        await page.getByRole('button', { name: '清除搜索' }).first().waitFor();
      }));

    test('what is said for a while stands beside the button that opens the map', () =>
      onPage(device, async (page, context) => {
        await taken(page);
        await page.waitForSelector('#list .row');
        await context.setOffline(true);
        const toast = page.locator('.toast');
        await toast.waitFor();
        const [said, start] = [await toast.boundingBox(), await page.locator('.map-start').boundingBox()];
        assert.ok(!overlap(said, start), JSON.stringify([said, start]));
      }, { allow: [/ERR_INTERNET_DISCONNECTED/] }));

    test('in the elder view no text is small, and the hours, the tabs and the head of the sheet stand apart', () =>
      onPage(device, async (page) => {
        await page.evaluate(() => localStorage.setItem('jintu.size', 'elder'));
        await page.reload();
        await taken(page);
        await page.waitForSelector('#list .row');
        const small = () => page.evaluate(() => {
          const found = [];
          const texts = document.createTreeWalker(document.querySelector('.app'), NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const within = texts.currentNode.parentElement;
            if (texts.currentNode.data.trim() === '' || !within.checkVisibility() || within.closest('.sr-only, svg, .skip')) continue;
            if (Number.parseFloat(getComputedStyle(within).fontSize) < 18) found.push(texts.currentNode.data);
          }
          return found;
        });
        assert.deepEqual(await small(), []);
        const box = (of) => page.locator(of).first().boundingBox();
        const [ticks, tabs, search, button] = [await box('.night-ticks'), await box('.tabs .tab'), await box('.search'), await box('.search .lang')];
        assert.ok(!overlap(ticks, tabs), JSON.stringify([ticks, tabs]));
        assert.ok(button.y >= search.y && button.y + button.height <= search.y + search.height, JSON.stringify([button, search]));
        assert.ok(tabs.height >= 60);
        await page.locator('.rail-button').first().click();
        await page.waitForSelector('.panel');
        assert.deepEqual(await small(), [], 'in the layers');
      }));

    test('a metro station is found by pinyin; choosing it moves the map there and lists what is near, the nearest first', () =>
      onPage(device, async (page) => {
        await taken(page);
        await page.waitForSelector('#list .row');
        await page.fill('#search', 'yingkoudao');
        const station = page.locator('.stations .chip').first();
        await station.waitFor();
        assert.match(await station.innerText(), /营口道\s*1号线、3号线/);
        assert.equal(await page.locator('.state').count(), 0, 'a search that finds a station is not empty');
        await station.click();
        assert.match(await page.innerText('.filtered'), /^营口道站（1号线、3号线）1\.5 公里内 \d+ 处/);
        const metres = (await rows(page).locator('.row-facts').allInnerTexts()).map((facts) => {
          const [, far, unit] = /距站 ([\d.]+) (米|公里)/.exec(facts) ?? [];
          return Number(far) * (unit === '米' ? 1 : 1000);
        });
        assert.ok(metres.length > 3 && metres.every((far) => far <= 1550), metres.join());
        assert.ok(metres.every((far, i) => i === 0 || far >= metres[i - 1] - 51), metres.join());
        await page.waitForSelector('.map[data-state="ready"]', { state: 'attached' });
        await page.waitForFunction(() => /map=1[45]/.test(location.hash));
        await audit(page);
        await page.getByRole('button', { name: '清除筛选' }).first().click();
        await page.waitForSelector('.tabs');
      }));

    test('a card tells which stations are near, in straight lines where no walk is known, and which places and lockers', () =>
      onPage({ ...device, hash: '#sel=heritage_blocks/hb01' }, async (page) => {
        await taken(page);
        await page.waitForSelector('#card-metro');
        assert.match(await page.locator('[aria-labelledby="card-metro"] .near').first().innerText(), /(直线 [\d.]+ (米|公里)|步行约 \d+ 分钟)/);
        assert.ok(await page.locator('[aria-labelledby="card-near"] .near').count() > 0);
        // Its code comes by itself; getAttribute waits for it.
        if (name === 'desktop') assert.match(await page.getAttribute('.qr svg', 'aria-label'), /\/places\/heritage_blocks\/hb01$/);
        else assert.equal(await page.locator('.qr svg').count(), 0);
        await audit(page);
        await page.route('**/api/walks?**', (route) => route.fulfill({ json: { metres: [[0, 900, 451, null]] } }));
        await page.reload();
        await page.waitForFunction(() => document.querySelector('[aria-labelledby="card-metro"] .near')?.textContent.includes('步行约 7 分钟'));
        assert.match(await page.locator('[aria-labelledby="card-metro"] .near').nth(2).innerText(), /直线/);
      }));
  });
}
