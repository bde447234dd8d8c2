import assert from 'node:assert/strict';
import { desktop, phone } from './support/browser.mjs';
import { audit, clickMap, drawn, onPlanner, smallArea, solve, test } from './support/planner.mjs';

/** What planners draw, upload and measure. */

const numberIn = async (page, section) => Number((await page.locator(`[data-section="${section}"] .sum`).innerText()).replace(/,/g, '').match(/\d+/)[0]);
const form = (page) => page.waitForSelector('.run .button');

test('candidates are drawn, excluded and filtered by an outline on the map', () =>
  onPlanner({ ...desktop, hash: '#tab=set' }, async (page) => {
    await form(page);
    const all = await numberIn(page, 'candidates');
    await page.click('[data-action="outline-take"]');
    await clickMap(page, [-90, -70], [90, -70], [90, 70], [-90, 70]);
    await audit(page);
    await page.click('[data-action="end-outline"]');
    await page.locator('.areas li').waitFor();
    const inside = await numberIn(page, 'candidates');
    assert.ok(inside < all, `${inside} of ${all}`);
    // The others: what is outside.
    await page.locator('.areas .icon-button').click();
    await page.click('[data-action="outline-leave"]');
    await clickMap(page, [-90, -70], [90, -70], [90, 70], [-90, 70]);
    await page.click('[data-action="end-outline"]');
    assert.equal(await numberIn(page, 'candidates'), all - inside);
    // Of one's own, by a click, by its coordinates, and by the keyboard over the map's middle.
    await page.click('[data-action="draw-candidates"]');
    await clickMap(page, [2, 3]);
    await page.fill('#candidate-at', '117.21, 39.11');
    await page.keyboard.press('Enter');
    await page.locator('.map[data-map="main"] canvas').focus();
    await page.keyboard.press('ArrowRight');
    await drawn(page);
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('[data-part="draw-candidates"] .chips li').count(), 3);
    assert.equal(await numberIn(page, 'candidates'), all - inside + 3);
    await audit(page);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.map-hint').count(), 0);
  }));

test('demand is gathered into a grid and changed by hand, and the plan is that of what was set', () =>
  onPlanner({ ...desktop, hash: '#tab=set&lang=en' }, async (page) => {
    await form(page);
    await smallArea(page);
    const points = await numberIn(page, 'demand');
    await page.click('[data-part="demand-more"] > summary');
    await page.check('[data-part="gather"] input[value="grid"]');
    await page.selectOption('[data-field="grid"]', '250');
    const cells = await numberIn(page, 'demand');
    assert.ok(cells < points && cells > 3, `${cells} cells of ${points} points`);
    await page.fill('#demand-at', '117.2, 39.1');
    await page.keyboard.press('Enter');
    await page.fill('[data-field="people"]', '4321');
    await page.getByRole('button', { name: 'OK' }).click();
    await page.fill('#find-demand', 'around');
    await page.locator('[data-part="edit-demand"] .add-list button').first().click();
    await page.click('[data-action="demand-away"]');
    assert.match(await page.innerText('[data-edits="2"]'), /0 changed, 1 added, 1 taken away/);
    assert.equal(await numberIn(page, 'demand'), cells);
    await audit(page);
    await solve(page, 2);
    const asked = await page.evaluate(async () => (await fetch(document.querySelector('.downloads a').href.replace(/solution.*/, 'problem'))).json());
    assert.equal(asked.demand.length, cells);
    assert.ok(asked.demand.some(({ weight, name }) => weight === 4321 && name === 'Own demand 1'));
  }));

test('distances and areas are measured, on a phone too', () =>
  onPlanner({ ...phone, hash: '#tab=set&map=14/39.1/117.2' }, async (page) => {
    await form(page);
    await page.click('[data-action="measure"]');
    await clickMap(page, [-50, 20], [50, 20]);
    // 100 px at zoom 14 and 39.1° N, in tiles of 512 px.
    const metres = (40_075_017 * Math.cos((39.1 * Math.PI) / 180) * 100) / (512 * 2 ** 14);
    const told = Number((await page.innerText('[data-measure="measured"]')).match(/全长 (\d+) 米/)[1]);
    assert.ok(Math.abs(told - metres) < 0.02 * metres, `${told} for ${metres}`);
    await clickMap(page, [50, 70]);
    assert.match(await page.innerText('[data-measure="measured"]'), /围起 .*(公顷|平方米)/);
    await audit(page);
    await page.click('[data-action="end-drawing"]');
    const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= screen);
  }));

test('a file of geodata is read by the server, in CGCS2000 too, and its faults are told', () =>
  onPlanner({ ...desktop, hash: '#tab=set' }, async (page) => {
    await form(page);
    const give = (name, text) => page.setInputFiles('[data-own="demand"]', { name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
    await page.uncheck('[data-demand="community"]');
    const point = (lon, lat, properties) => ({ type: 'Feature', properties, geometry: { type: 'Point', coordinates: [lon, lat] } });
    await give('需求.geojson', JSON.stringify({ type: 'FeatureCollection', features: [point(117.2, 39.1, { 名称: '甲', 人口: 30 }), point(117.21, 39.1, { 名称: '乙', 人口: 12 })] }));
    await page.getByText('已读入 2 点').waitFor();
    assert.match(await page.innerText('[data-section="demand"] .sum'), /2 个需求点，合计 42 人/);
    await page.selectOption('[data-datum="demand"]', 'EPSG:4548');
    await give('需求.csv', '名称,x,y,人口\n甲,517300.8743,4329624.6720,30\n');
    await page.getByText('已读入 1 点').waitFor();
    await drawn(page);
    assert.match(await page.innerText('[data-section="demand"]'), /EPSG:4548/);
    await give('坏.geojson', '{"type":"FeatureCollection","features":[');
    await page.waitForSelector('[data-section="demand"] .faults');
    assert.match(await page.innerText('[data-section="demand"] .own .faults'), /文件不完整/);
    await audit(page);
  }, { allow: [/status of 400/] }));

