import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, phone } from './support/browser.mjs';
import { audit, draftOf, draftsOf, onEditor as openEditor, signIn, signInToReview, small, startServer, tidy, west } from './support/editor.mjs';

/** Earlier versions of a park: looked at beside the present one, and brought back through review. */

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
const openVersions = async (page) => {
  await page.click(`[data-park="${west.id}"] [data-action="versions"]`);
  await page.waitForSelector('[data-version]');
};

test('an earlier version is shown beside the present one with what would change, and goes back through review', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await openVersions(page);
    assert.equal(await page.locator('[data-version]').count(), 2);
    assert.match(await page.innerText('.pick.version >> nth=0'), /现在的.*修改 · 数据导入/s);
    await page.locator('[data-version]').last().focus();
    await page.keyboard.press('Space');
    await page.waitForSelector('[data-section="version-diff"] .diff');
    const said = await page.innerText('[data-section="version-diff"]');
    assert.match(said, /去掉边界（原 35\.\d+ 公顷）/);
    assert.match(said, /边界状态：示意边界 → 尚无边界/);
    assert.doesNotMatch(said, /indicative|none|boundary_/);
    await audit(page);
    await page.fill('#restore-why', '边界画错了');
    await page.click('[data-action="restore"]');
    await page.waitForSelector('[data-change] .badge-submitted');
    const [{ id }] = await draftsOf(page);
    const change = await draftOf(page, id);
    assert.deepEqual(change.actions.map(({ action, id: of, feature }) => [action, of, feature.geometry.type]), [['replace', west.id, 'Point']]);
    assert.equal(change.comment, '边界画错了');
    // Taken back it is a draft of its author, who looks at it and submits it again.
    await page.click('[data-change] .text-button');
    await page.waitForSelector('[data-change] .badge-draft');
    await page.click('[data-change] .button-quiet');
    await page.waitForSelector('[data-record]');
    await page.click('[data-action="submit"]');
    await page.waitForSelector('[data-change] .badge-submitted');

    const other = await at.browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce', serviceWorkers: 'block' });
    const wang = await other.newPage();
    await wang.goto(`${at.server.url}/editor#debug`);
    await signInToReview(wang, 'wang');
    await wang.click('.pages a[href="#/queue"]');
    await wang.click('[data-change]:has(.badge-submitted) [data-action="review"]');
    await wang.waitForSelector('[data-record]:has-text("去掉边界")');
    await wang.click('[data-action="approve"]');
    await wang.waitForSelector('.toast:has-text("已通过")');
    await other.close();

    await page.reload();
    await openVersions(page);
    assert.equal(await page.locator('[data-version]').count(), 3);
    await page.locator('[data-version]').first().check();
    await page.waitForSelector('.said:has-text("边界画错了")');
    assert.doesNotMatch(await page.innerText('.versions'), /\[c\d+\]/);
    // And back again: the outline of before is a version, too.
    await page.locator('[data-version]').nth(1).check();
    await page.waitForSelector('[data-section="version-diff"]:has-text("首次画出边界")');
    await tidy(page);
  });
});

test('who may write every layer restores at once', async () => {
  at.server.run(['user', 'add', 'guan', '--role', 'administrator', '--display', 'guan'], 'a long enough pass phrase 27\n');
  await onEditor({}, async (page) => {
    page.on('dialog', (dialog) => void dialog.accept());
    await signInToReview(page, 'guan');
    await page.click('.pages a[href="#/parks"]');
    await page.waitForSelector('[data-park]');
    if (await page.isVisible('#sought')) await page.fill('#sought', west.id);
    await openVersions(page);
    const before = await page.locator('[data-version]').count();
    await page.locator('[data-version]').nth(1).check();
    await page.waitForSelector('[data-action="restore-now"]');
    await page.fill('#restore-why', 'back');
    await page.click('[data-action="restore-now"]');
    await page.waitForSelector('.toast:has-text("已恢复")');
    await page.waitForFunction((count) => document.querySelectorAll('[data-version]').length === count + 1, before);
  });
});

test('versions on a phone in English: targets of 44 pixels, no fault that axe finds', async () => {
  await onEditor({ ...phone, hash: 'editor?lang=en&theme=day#debug' }, async (page) => {
    await signIn(page, 'li');
    await page.waitForSelector('[data-park]');
    await audit(page);
    assert.deepEqual(await small(page), []);
    await openVersions(page);
    await page.locator('.pick.version').last().tap();
    await page.waitForSelector('[data-section="version-diff"]');
    assert.deepEqual(await small(page), []);
    await audit(page);
  });
});
