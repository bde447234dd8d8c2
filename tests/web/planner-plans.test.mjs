import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { desktop, phone } from './support/browser.mjs';
import { audit, drawn, goal, onPlanner, over, smallArea, solve, test } from './support/planner.mjs';

/** What is tried on plans: other demand, more time, several plans at once, demand out of reach. */

test('a plan is held against other demand, its sites have streets, and those of all plans are counted', () =>
  onPlanner({ ...desktop, hash: '#tab=set' }, async (page) => {
    await page.waitForSelector('.run .button');
    await smallArea(page);
    await solve(page, 3);
    await page.waitForSelector('[data-address]');
    assert.match(await page.innerText('[data-section="sites"]'), /旁（|靠近 /);
    await page.click('[data-section="robustness"] summary');
    await page.fill('[data-field="draws"]', '4');
    await page.click('[data-action="robustness"]');
    await page.waitForSelector('[data-measure="regret"]');
    assert.match(await page.innerText('[data-section="robustness"]'), /4 次中，(没有一次找到比它更好的方案|这个方案比当时最好的方案平均差 .+，最多差 [\d.]+%)/);
    assert.equal(await page.locator('[data-section="robustness"] [data-site]').count() >= 3, true);
    await audit(page);
    await page.fill('#keep-name', '三处');
    await page.click('[data-action="save"]');
    await page.waitForURL(/scenario=/);
    await solve(page, 4);
    await page.fill('#keep-name', '四处');
    await page.click('[data-action="save"]');
    await page.waitForFunction(() => /version=1/.test(location.hash));
    await page.click('#tab-compare');
    await page.check('input[value="all"]');
    await page.waitForSelector('[data-measure="survivors"]');
    assert.match(await page.innerText('[data-measure="survivors"]'), /个方案共用过 \d+ 处新网点，其中 \d+ 处每个方案都有/);
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('[data-action="survivors-csv"]')]);
    assert.match(readFileSync(await file.path(), 'utf8'), /^\ufeff网点,/);
    await drawn(page);
    await audit(page);
  }));

test('a search that was stopped goes on from its plan', () =>
  onPlanner({ ...desktop, hash: '#tab=set' }, async (page) => {
    await page.waitForSelector('.run .button');
    await page.getByText('更多选项').click();
    await page.fill('[data-field="seconds"]', '1');
    await page.fill('[data-field="p"]', '60');
    await page.click('.run .button');
    await page.waitForSelector(over);
    const button = page.locator('[data-action="go-on"]');
    if ((await button.count()) === 0) return; // the town is too small for a second
    assert.match(await button.innerText(), /从这个方案和界开始/);
    const asked = page.waitForRequest((it) => it.method() === 'POST' && it.url().endsWith('/siting/jobs'));
    const before = new URL(page.url()).hash.match(/job=([^&]+)/)[1];
    await button.click();
    assert.equal((await asked).postDataJSON().options.from, before);
    await page.waitForFunction((old) => !location.hash.includes(old), before);
    await page.waitForSelector(over);
  }));

test('who is out of reach is told all at once, with the likely reason, and left out by one press', () =>
  onPlanner({ ...desktop, hash: '#tab=set' }, async (page) => {
    await page.waitForSelector('.run .button');
    await smallArea(page);
    await goal(page, 'lscp');
    await page.fill('[data-field="standard_m"]', '60');
    // Nobody stands where he lives.
    for (const box of await page.locator('[data-candidates]').all()) if (!['shop', 'convenience', 'metro_exit', 'post_office'].includes(await box.getAttribute('data-candidates'))) await box.uncheck();
    await page.click('.run .button');
    await page.waitForSelector('.conflict [data-action="leave-out"]');
    const told = await page.innerText('.conflict');
    const [, count] = told.match(/有 ([\d,]+) 个需求点（[\d,]+ 人）在 60 米内走不到任何候选点/);
    assert.match(told, /最近的候选点直线就有|直线不远，但路网上走不到/);
    const button = page.locator('[data-action="leave-out"]');
    assert.ok((await button.innerText()).includes(count));
    await audit(page);
    // What the straight line did not tell the network does: at most a few more presses.
    const figures = page.locator('.figures [data-measure="mean"]');
    const end = Date.now() + 90_000;
    for (let pressed = '', since = 0; Date.now() < end && !(await figures.isVisible()); await page.waitForTimeout(200)) {
      const words = (await button.count()) > 0 ? await button.innerText().catch(() => '') : '';
      // The words of the last press stay until its solve has begun.
      if (words === '' || (words === pressed && Date.now() - since < 10_000)) continue;
      [pressed, since] = [words, Date.now()];
      await button.click().catch(() => {});
    }
    await figures.waitFor();
    await page.click('#tab-set');
    assert.match(await page.innerText('[data-section="demand"]'), /不计 \d+ 个够不着的需求点/);
  }));

test('text of twice the size is cut nowhere', () =>
  onPlanner({ ...phone, hash: '#tab=set' }, async (page) => {
    await page.waitForSelector('.run .button');
    await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
    for (const tab of ['set', 'today', 'compare', 'saved']) {
      await page.click(`#tab-${tab}`);
      await page.waitForFunction(() => !document.querySelector('.skeleton'));
      await page.evaluate(() => document.querySelectorAll('.panel details').forEach((it) => { it.open = true; }));
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll('.side *, .map-tools *, .legend *')].flatMap((it) => {
          const { width, left, right } = it.getBoundingClientRect();
          if (width <= 1 || it.closest('.sr-only, .front-rows, [role="region"]') || it instanceof HTMLInputElement || it instanceof SVGElement) return [];
          const style = getComputedStyle(it);
          const clipped = ['hidden', 'clip'].includes(style.overflowX) && it.scrollWidth > it.clientWidth + 1 && !it.querySelector('input[type="file"]');
          return clipped || left < -1 || right > innerWidth + 1 ? [`${it.tagName}.${it.className}: ${it.textContent.slice(0, 30)}`] : [];
        }));
      assert.deepEqual(cut, [], tab);
    }
  }));
