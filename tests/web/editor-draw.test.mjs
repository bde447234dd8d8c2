import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './support/browser.mjs';
import { audit, draftOf, draftsOf, drag, editPark, east, onEditor as openEditor, onScreen, saved, signIn, signInToReview, startServer, tidy, west } from './support/editor.mjs';

/** A first outline: nothing is invented of it, and what is shown of a change is in words. */

const at = {};
before(async () => {
  at.server = await startServer();
  at.browser = await launch();
});
after(async () => {
  await at.browser?.close();
  await at.server?.end();
});
const onEditor = (...rest) => openEditor(at, ...rest);
const bare = 'binhai-infosec'; // without an outline
const corners = '117.6500, 39.0800\n117.6600, 39.0800\n117.6600, 39.0880\n117.6500, 39.0880';
async function drawList(page, text = corners) {
  await page.click('[data-section="coordinates"] .inner summary');
  await page.fill('[data-section="coordinates"] textarea', text);
  await page.click('[data-action="draw-list"]');
}

test('the tool that is on stays on when it is pressed, and says so', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await page.click(`[data-park="${bare}"] [data-action="edit"]`);
    await page.waitForSelector('[data-tool="area"][aria-pressed="true"]');
    await page.click('[data-tool="area"]');
    assert.equal(await page.getAttribute('[data-tool="area"]', 'aria-pressed'), 'true');
    await page.waitForSelector('.toast:has-text("绘制")');
    await page.click('[data-action="give-up"]');
    assert.equal(await page.getAttribute('[data-tool="area"]', 'aria-pressed'), 'false');
  });
});

test('of a first outline status and accuracy are asked, not invented, and it is not submitted without them', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await page.click(`[data-park="${bare}"] [data-action="edit"]`);
    await page.waitForSelector('[data-tool="area"][aria-pressed="true"]');
    await drawList(page);
    await page.waitForSelector('[data-section="attributes"]');
    await saved(page, 'server');
    const [{ id }] = await draftsOf(page);
    assert.equal((await draftOf(page, id)).actions[0].feature.properties?.boundary_accuracy_m, undefined);
    assert.equal(await page.inputValue('[data-field="boundary_status"]'), '');
    assert.equal(await page.inputValue('[data-field="boundary_accuracy_m"]'), '');
    await audit(page);
    await page.click('[data-action="submit"]');
    await page.waitForFunction(() => document.activeElement?.dataset.field === 'boundary_status');
    await page.waitForSelector('[data-field="boundary_status"][aria-invalid="true"]');
    await page.selectOption('[data-field="boundary_status"]', 'surveyed');
    await page.click('[data-action="submit"]');
    await page.waitForFunction(() => document.activeElement?.dataset.field === 'boundary_accuracy_m');
    await page.fill('[data-field="boundary_accuracy_m"]', '0.5');
    await saved(page, 'server');
    const { feature } = (await draftOf(page, id)).actions[0];
    assert.deepEqual([feature.properties.boundary_status, feature.properties.boundary_accuracy_m], ['surveyed', 0.5]);
    // What is cleared is asked for again.
    await page.fill('[data-field="boundary_accuracy_m"]', '');
    await page.click('[data-action="submit"]');
    await page.waitForFunction(() => document.activeElement?.dataset.field === 'boundary_accuracy_m');
    await tidy(page);
  });
});

test('the drawn area is compared in words with the area that the record states', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'zhao');
    await editPark(page, east.id);
    assert.match(await page.innerText('[data-note="stated"]'), /比公布面积 277\.6 公顷小 8\d%/);
    await page.click('.icon-button.lang');
    assert.match(await page.innerText('[data-note="stated"]'), /8\d% smaller than the stated 277\.6 ha/);
  });
});

test('a reviewer reads what changes in words of the language, without codes of the data', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await page.click(`[data-park="${bare}"] [data-action="edit"]`);
    await page.waitForSelector('[data-tool="area"][aria-pressed="true"]');
    await drawList(page);
    await page.selectOption('[data-field="boundary_status"]', 'indicative');
    await page.fill('[data-field="boundary_accuracy_m"]', '25');
    await saved(page, 'server');
    if (await page.isVisible('#reason')) await page.fill('#reason', 'first outline');
    await page.click('[data-action="submit"]');
    await page.waitForSelector('[data-change] .badge-submitted');
    const wang = await at.browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce', serviceWorkers: 'block' });
    const other = await wang.newPage();
    await other.goto(`${at.server.url}/editor#debug`);
    await signInToReview(other, 'wang');
    await other.click('.pages a[href="#/queue"]');
    await other.click('[data-change]:has(.badge-submitted) [data-action="review"]');
    await other.waitForSelector('[data-record]');
    const said = await other.innerText('.tab-body');
    assert.match(said, /边界状态：尚无边界 → 示意边界/);
    assert.match(said, /轮廓误差（米）：25/);
    assert.match(said, /首次画出边界/);
    assert.match(said, /li · 新建/);
    assert.doesNotMatch(said, /none|indicative|created|boundary_/);
    await audit(other);
    await other.click('.icon-button.lang');
    const inEnglish = await other.innerText('.tab-body');
    assert.match(inEnglish, /Status: no boundary yet → indicative/);
    assert.match(inEnglish, /first outline/);
    assert.doesNotMatch(inEnglish, /“none”|created|boundary_/);
    await wang.close();
    await tidy(page);
  });
});

test('while a corner is looked for, areas and handles are not drawn anew with each movement of the mouse', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await editPark(page, west.id);
    await page.click('[data-tool="part"]');
    const { x, y } = await onScreen(page, [117.1905, 39.1140]);
    await page.mouse.move(x, y);
    await page.mouse.click(x, y);
    await page.waitForFunction(() => document.querySelector('.bar-hint [role=status]')?.textContent.includes('1 点'));
    await page.evaluate(() => {
      globalThis.set = {};
      for (const name of ['drawn', 'handles', 'others', 'sketch']) {
        const source = globalThis.jintuMap.getSource(name);
        const setData = source.setData.bind(source);
        globalThis.set[name] = 0;
        source.setData = (data) => (globalThis.set[name]++, setData(data));
      }
    });
    await page.mouse.move(x + 60, y + 40, { steps: 8 });
    await page.waitForFunction(() => globalThis.set.sketch > 0);
    const { sketch, ...rest } = await page.evaluate(() => globalThis.set);
    assert.deepEqual(rest, { drawn: 0, handles: 0, others: 0 }, `sketch ${sketch}`);
    await page.click('[data-action="give-up"]');
    await tidy(page);
  });
});
