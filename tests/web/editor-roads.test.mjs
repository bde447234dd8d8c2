import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, phone } from './support/browser.mjs';
import { audit, draftOf, draftsOf, drag, drawn, editPark, onEditor as openEditor, onScreen, saved, signIn, small, startServer, tidy, west } from './support/editor.mjs';

/** Roads as what borders are put on: by mouse, by keyboard, by touch, or not at all. */

const nodes = [[117.1910, 39.1080], [117.1910, 39.1220], [117.1850, 39.1195], [117.2000, 39.1195], [117.1915, 39.1080], [117.1915, 39.1220]];
const ways = [[1, 2, 'secondary', '试验路'], [3, 4, 'residential', ''], [5, 6, 'primary', '地下路', '<tag k="tunnel" v="yes"/>']];
const extract = `<osm version="0.6">${nodes.map(([lon, lat], i) => `<node id="${i + 1}" version="1" lat="${lat}" lon="${lon}"/>`).join('')}${ways
  .map(([from, to, kind, name, more = ''], i) => `<way id="${i + 1}" version="1"><nd ref="${from}"/><nd ref="${to}"/><tag k="highway" v="${kind}"/>${name && `<tag k="name" v="${name}"/>`}${more}</way>`)
  .join('')}</osm>`;

const at = {};
before(async () => {
  at.server = await startServer({ extract });
  at.browser = await launch();
});
after(async () => {
  await at.browser?.close();
  await at.server?.end();
});
const onEditor = (...rest) => openEditor(at, ...rest);
const roadsRead = (page) => page.waitForSelector('[data-action="snap-roads"][data-roads="ready"]');
const corner = west.ring[4]; // the north-western one, which nobody shares
const road = 117.191;
const besideRoad = [117.19105, 39.1182];
/** The ring of the park in its only draft. */
async function ringOf(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))); // until it says that something is to be saved
  await saved(page, 'server');
  const [{ id }] = (await draftsOf(page)).filter(({ state }) => state === 'draft');
  const { actions } = await draftOf(page, id);
  return actions.find((it) => it.id === west.id).feature.geometry.coordinates[0];
}
const onRoad = (ring) => ring.filter(([lon]) => Math.abs(lon - road) < 1e-7);

test('a vertex that is dragged near a road goes onto its centre line, and the page says onto which', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await editPark(page, west.id);
    await roadsRead(page);
    const [a, b] = [await onScreen(page, corner), await onScreen(page, besideRoad)];
    await page.mouse.move(a.x, a.y);
    await page.mouse.down();
    await page.mouse.move(b.x, b.y, { steps: 4 });
    await page.waitForSelector('[data-snap="road"]');
    assert.equal(await page.innerText('[data-snap="road"]'), '吸附：道路中心线 · 试验路');
    await page.waitForFunction(() => globalThis.jintuMap.querySourceFeatures('target').some(({ geometry }) => geometry.type === 'LineString'));
    await page.mouse.up();
    await page.waitForFunction(() => !document.querySelector('[data-snap]'));
    const ring = await ringOf(page);
    assert.equal(onRoad(ring).length, 1, JSON.stringify(ring));
    await audit(page);
    await tidy(page);
  });
});

test('without roads, and without snapping at all, a vertex stays where it is put; under the ground there is nothing to snap to', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await editPark(page, west.id);
    await roadsRead(page);
    await page.click('[data-action="snap-roads"]');
    assert.equal(await page.getAttribute('[data-action="snap-roads"]', 'aria-pressed'), 'false');
    await drag(page, corner, besideRoad);
    assert.equal(onRoad(await ringOf(page)).length, 0);
    await page.click('[data-action="undo"]');
    await page.click('[data-action="snap-roads"]');
    await page.waitForSelector('.toast:has-text("OSM")');
    await page.click('[data-action="snap"]');
    assert.equal(await page.isDisabled('[data-action="snap-roads"]'), true);
    await drag(page, corner, besideRoad);
    assert.equal(onRoad(await ringOf(page)).length, 0);
    await page.click('[data-action="undo"]');
    await page.click('[data-action="snap"]');
    await drag(page, corner, [117.19153, 39.1175]); // on the tunnel, and out of reach of the road
    assert.equal((await ringOf(page)).filter(([lon]) => Math.abs(lon - 117.1915) < 1e-7).length, 0);
    await tidy(page);
  });
});

test('by keyboard: S puts the selected vertex onto the road, and a corner put at the cross goes onto it', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await editPark(page, west.id);
    await page.click('[data-action="snap"]');
    await drag(page, corner, besideRoad);
    await page.click('[data-action="snap"]');
    await roadsRead(page);
    await page.focus('.map canvas');
    await page.keyboard.press('s');
    await page.waitForSelector('.toast:has-text("试验路")');
    assert.equal(onRoad(await ringOf(page)).length, 1);
    await page.keyboard.press('s');
    await page.waitForSelector('.toast:has-text("已经在道路中心线 · 试验路上")');
    await page.click('[data-tool="part"]');
    await page.evaluate(() => globalThis.jintuMap.jumpTo({ center: [117.1885, 39.11955], zoom: 17 }));
    await drawn(page);
    await roadsRead(page);
    await page.focus('.map canvas');
    await page.keyboard.press('ArrowDown');
    await drawn(page);
    await page.evaluate(() => globalThis.jintuMap.jumpTo({ center: [117.1885, 39.11955] }));
    await page.waitForSelector('.bar-hint [data-snap="road"]');
    assert.equal(await page.innerText('[data-snap="road"]'), '吸附：道路中心线 · 街巷');
    await page.keyboard.press(' ');
    await page.waitForFunction(() => document.querySelector('.bar-hint [role=status]').textContent.includes('1 点'));
    await page.keyboard.press('Escape');
    assert.equal(await page.$('[data-snap]'), null);
    await tidy(page);
  });
});

test('by touch: a finger drags a vertex onto the road, a button puts it there, and all that is touched is 44 pixels large', async () => {
  await onEditor({ ...phone }, async (page, context) => {
    await signIn(page, 'li');
    await page.tap(`[data-park="${west.id}"] [data-action="edit"]`);
    await page.waitForSelector('[data-measure="m2"]');
    await page.waitForTimeout(300);
    await drawn(page);
    await page.waitForSelector('[data-action="snap-roads"][data-roads="ready"]', { state: 'attached' });
    const cdp = await context.newCDPSession(page);
    const [a, b] = [await onScreen(page, corner), await onScreen(page, [117.1911, 39.118])];
    const touch = (type, touchPoints) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints });
    await touch('touchStart', [a]);
    for (let i = 1; i <= 4; i++) await touch('touchMove', [{ x: a.x + ((b.x - a.x) * i) / 4, y: a.y + ((b.y - a.y) * i) / 4 }]);
    await page.waitForSelector('[data-snap="road"]');
    await touch('touchEnd', []);
    assert.equal(onRoad(await ringOf(page)).length, 1);
    // A tap beside the vertex that a finger covers: what a browser sends of a mouse after it does not take it out of the hand.
    await page.touchscreen.tap(b.x + 15, b.y);
    await page.waitForTimeout(400);
    assert.equal(await page.isVisible('[data-action="snap-vertex"]'), true, 'the vertex is still selected');
    await page.tap('[data-action="snap-vertex"]');
    await page.waitForSelector('.toast:has-text("试验路")');
    assert.deepEqual(await small(page), []);
    // A corner that is tapped says what it went onto, until something else is done.
    await page.tap('[data-tool="part"]');
    const { x, y } = await onScreen(page, [117.1907, 39.1130]);
    await page.touchscreen.tap(x + 4, y);
    await page.waitForFunction(() => document.querySelector('.bar-hint [role=status]')?.textContent.includes('1 点'));
    await page.waitForTimeout(400);
    assert.equal(await page.innerText('[data-snap="road"]'), '吸附：道路中心线 · 试验路');
    await page.tap('[data-action="give-up"]');
    await tidy(page);
  });
});

test('roads that cannot be read, or are too many to show, are told and keep nobody from drawing', async () => {
  await onEditor({}, async (page) => {
    await page.route('**/osm_roads/**', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{}' }));
    await signIn(page, 'li');
    await editPark(page, west.id);
    await page.waitForSelector('[data-action="snap-roads"][data-roads="failed"]');
    await drag(page, corner, [117.1925, 39.1185]);
    await saved(page, 'server');
    await page.unroute('**/osm_roads/**');
    await page.evaluate(() => globalThis.jintuMap.jumpTo({ zoom: 11 }));
    await page.waitForSelector('[data-action="snap-roads"][data-roads="small"]');
    await page.click('[data-action="snap-roads"]');
    await page.click('[data-action="snap-roads"]');
    await page.waitForSelector('.toast:has-text("放大")');
    await page.evaluate(() => globalThis.jintuMap.jumpTo({ zoom: 16 }));
    await roadsRead(page);
    await tidy(page);
  });
});
