import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, phone } from './support/browser.mjs';
import { audit, draftOf, draftsOf, editPark, east, onEditor as openEditor, saved, signIn, small, startServer, tidy, west } from './support/editor.mjs';

/** Outlines from files, and mends: looked at first, taken by hand, one step each. */

const at = {};
before(async () => {
  at.server = await startServer();
  at.browser = await launch();
});
after(async () => {
  await at.browser?.close();
  await at.server?.end();
});
const expected = [/401/, /Failed to load resource/];
const onEditor = (options, body) => openEditor(at, options, body, { allow: expected });
const bare = 'binhai-infosec'; // without an outline
const geojson = (...shapes) => ({ name: '边界.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: shapes.map(([name, ring, id]) => ({ type: 'Feature', ...(id && { id }), properties: { 名称: name }, geometry: { type: 'Polygon', coordinates: [ring] } })) })) });
const closed = (ring) => [...ring, ring[0]];
const far = [[117.66, 39.08], [117.67, 39.08], [117.67, 39.088], [117.66, 39.088]];
const give = (page, file) => page.setInputFiles('[data-field="outline-file"]', file);
const openBring = async (page) => {
  if (!(await page.evaluate(() => document.querySelector('[data-section="bring"]').open))) await page.click('[data-section="bring"] > summary');
};
const drawn = async (page, id) => (await draftOf(page, id)).actions.find((it) => it.id !== undefined).feature.geometry;

test('a drawing in another coordinate system is asked for its system, shown beside the present outline and measured', async () => {
  const drawing = Buffer.from(await (await fetch(`${at.server.url}/data/carriers.dxf?crs=EPSG:4548`)).arrayBuffer());
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await editPark(page, west.id);
    await openBring(page);
    await give(page, { name: '图 1.dxf', mimeType: 'application/dxf', buffer: drawing });
    await page.waitForSelector('[data-file-fault]:has-text("没有写明坐标系")');
    await page.waitForFunction(() => document.activeElement?.id === 'file-crs');
    await page.selectOption('[data-field="crs"]', 'EPSG:4548');
    await page.click(`.pick:has-text("${west.id}")`);
    await page.waitForSelector('[data-brought]');
    assert.match(await page.innerText('[data-brought]'), /35\.\d{4} 公顷.*界点 5 · 1 部分，0 洞.*与现在的边界相比：面积 .*（[+−]0\.00%）/s);
    await page.waitForFunction(() => globalThis.jintuMap.querySourceFeatures('compared').length > 0);
    await audit(page);
  });
});

test('a park without an outline gets one from a file by keyboard: one step, taken back and done again, with its worth asked', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await page.click(`[data-park="${bare}"] [data-action="edit"]`);
    await page.waitForSelector('[data-field="outline-file"]');
    await give(page, geojson(['一号', closed(far)], ['二号', closed(far.map(([lon, lat]) => [lon + 0.02, lat]))]));
    await page.waitForSelector('.pick');
    await page.focus('[data-feature="0"]');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.waitForSelector('[data-brought]:has-text("一号")');
    await page.focus('[data-action="take-outline"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.toast:has-text("可以撤销")');
    await page.waitForFunction(() => /\d/.test(document.querySelector('[data-measure="m2"]').textContent));
    await page.click('[data-action="undo"]');
    await page.waitForFunction(() => document.querySelector('[data-measure="m2"]').textContent === '–');
    assert.equal(await page.isDisabled('[data-action="undo"]'), true, 'it was one step');
    await page.click('[data-action="redo"]');
    await page.waitForSelector('[data-field="boundary_status"]');
    await saved(page, 'server');
    const [{ id }] = await draftsOf(page);
    assert.deepEqual((await drawn(page, id)).coordinates[0], closed(far));
    const [now, where] = [await page.innerText('[data-measure="m2"]'), page.url()];
    await page.reload();
    await page.waitForFunction((it) => document.querySelector('[data-measure="m2"]')?.textContent === it, now);
    assert.equal(page.url(), where);
    await page.click('[data-action="undo"]');
    await page.waitForFunction(() => document.querySelector('[data-measure="m2"]').textContent === '–');
    await page.click('[data-action="redo"]');
    await tidy(page);
  });
});

test('a file is dropped on the page', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await page.click(`[data-park="${bare}"] [data-action="edit"]`);
    await page.waitForSelector('.drop');
    const carried = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], '拖来.geojson', { type: 'application/geo+json' }));
      return data;
    }, geojson(['拖来的', closed(far)]).buffer.toString());
    await page.dispatchEvent('.drop', 'dragover', { dataTransfer: carried });
    await page.waitForSelector('.drop[data-over="true"]');
    await page.dispatchEvent('.drop', 'drop', { dataTransfer: carried });
    await page.waitForSelector('[data-brought]:has-text("拖来的")');
    await page.waitForSelector('.drop[data-over="false"]');
  });
});

test('of a file with several layers one is chosen; what cannot be read is said in the language of the reader', async () => {
  const store = readFileSync(join(at.server.work, 'data', 'jintu.gpkg'));
  await onEditor({ hash: 'editor?lang=en#debug' }, async (page) => {
    await signIn(page, 'li');
    await editPark(page, west.id);
    await openBring(page);
    await give(page, { name: 'all.gpkg', mimeType: 'application/geopackage+sqlite3', buffer: store });
    await page.waitForSelector('.note:has-text("layers: choose one")');
    await page.selectOption('[data-field="layer"]', 'districts');
    await page.waitForSelector('.pick:has-text("和平区")');
    await give(page, { name: 'broken.zip', mimeType: 'application/zip', buffer: Buffer.from('PK') });
    await page.waitForSelector('[data-file-fault]');
    assert.doesNotMatch(await page.innerText('[data-file-fault]'), /[\u4e00-\u9fff]/);
    await page.click('.icon-button.lang');
    await give(page, { name: 'broken.zip', mimeType: 'application/zip', buffer: Buffer.from('PK') });
    await page.waitForFunction(() => /[\u4e00-\u9fff]/.test(document.querySelector('[data-file-fault]')?.textContent ?? ''));
    assert.doesNotMatch(await page.innerText('[data-file-fault]'), /upload\.|--crs/);
  });
});

test('an outline that lies a little on the neighbour is not taken; its mend is shown in words and square metres, and accepted by hand', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await editPark(page, west.id);
    await openBring(page);
    const onto = west.ring.map(([lon, lat], i) => [lon > 117.1985 ? lon + 0.000002 : lon, i === 4 ? lat + 0.0005 : lat]); // 17 cm onto it
    await give(page, geojson(['实测', closed(onto)]));
    await page.waitForSelector('[data-brought] [data-code="overlap"]');
    assert.equal(await page.isDisabled('[data-action="take-outline"]'), true);
    await page.click('[data-action="show-mend"]');
    await page.waitForSelector('[data-mend-area]');
    assert.match(await page.innerText('[data-mend]'), /移到了相邻的边界上（最多 0\.\d\d 米），共 3 处/);
    assert.match(await page.innerText('[data-mend-area]'), /面积 [\d,.]+ → [\d,.]+ 平方米（−[\d,.]+ 平方米）/);
    await audit(page);
    await page.selectOption('[data-field="snap"]', '0');
    await page.waitForFunction(() => document.querySelector('[data-action="accept-mend"]').disabled);
    await page.selectOption('[data-field="snap"]', '0.3');
    await page.waitForFunction(() => !document.querySelector('[data-action="accept-mend"]').disabled);
    await page.click('[data-action="accept-mend"]');
    await page.waitForSelector('[data-brought]', { state: 'detached' });
    await saved(page, 'server');
    const [{ id }] = await draftsOf(page);
    const { actions } = await draftOf(page, id);
    assert.deepEqual(actions.map((it) => it.id), [west.id], 'the neighbour is left as it is');
    for (const corner of east.ring.filter(([lon]) => lon < 117.2)) assert.ok(actions[0].feature.geometry.coordinates[0].some(([lon, lat]) => lon === corner[0] && lat === corner[1]), `${corner} is shared`);
    await tidy(page);
  });
});

test('a spike in what was drawn is mended in one step', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await page.click(`[data-park="${bare}"] [data-action="edit"]`);
    await page.waitForSelector('[data-tool="area"][aria-pressed="true"]');
    await page.click('[data-section="coordinates"] .inner summary');
    await page.fill('[data-section="coordinates"] textarea', [...far.slice(0, 3), [117.665001, 39.088], [117.665, 39.09], [117.664999, 39.088], far[3]].map((it) => it.join(', ')).join('\n'));
    await page.click('[data-action="draw-list"]');
    await page.waitForSelector('[data-section="findings"] [data-code="spike"]');
    await page.click('[data-section="findings"] [data-action="show-mend"]');
    await page.waitForSelector('[data-mend]:has-text("去掉了尖刺")');
    await page.click('[data-action="accept-mend"]');
    await page.waitForSelector('[data-section="findings"] [data-code="spike"]', { state: 'detached' });
    await page.click('[data-action="undo"]');
    await page.waitForSelector('[data-section="findings"] [data-code="spike"]');
    await page.click('[data-action="undo"]');
    assert.equal(await page.isDisabled('[data-action="undo"]'), true);
  });
});

test('by touch on a phone in English: what crosses itself is told with its place, and all targets are 44 pixels large', async () => {
  await onEditor({ ...phone, hash: 'editor?lang=en&theme=day#debug' }, async (page) => {
    await signIn(page, 'zhao');
    await page.tap(`[data-park="${east.id}"] [data-action="edit"]`);
    await page.waitForSelector('[data-measure="m2"]');
    await page.tap('[data-section="bring"] > summary');
    await give(page, geojson(['bow', closed([[117.2, 39.113], [117.204, 39.117], [117.204, 39.113], [117.2, 39.117]]), 'bow'], ['sound', closed(east.ring)]));
    await page.tap('.pick:has-text("bow")');
    await page.waitForSelector('[data-brought] [data-code="self_intersection"]');
    await page.tap('[data-action="show-mend"]');
    await page.waitForSelector('[data-mend]');
    assert.deepEqual(await small(page), []);
    assert.doesNotMatch(await page.innerText('[data-brought]'), /[\u4e00-\u9fff]/);
    await audit(page);
  });
});
