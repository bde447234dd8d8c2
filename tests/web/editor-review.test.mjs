import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desktop, launch, openPage } from './support/browser.mjs';
import { audit, drag, editPark, east, mapReady, saved, signIn, signInToReview, startServer, west } from './support/editor.mjs';

/** Several people: managers of two parks and a reviewer, each in a browser of their own, against the server itself. */

const at = { browsers: [] };
before(async () => {
  at.server = await startServer();
});
after(async () => {
  for (const browser of at.browsers) await browser.close();
  await at.server?.end();
});

async function person(name, options = desktop) {
  const browser = await launch();
  at.browsers.push(browser);
  const { page, problems } = await openPage(browser, at.server.url, { ...options, hash: 'editor#debug' });
  await mapReady(page);
  if (name === 'wang') await signInToReview(page, name);
  else await signIn(page, name);
  return { page, problems };
}
const record = (page, id) => page.evaluate(async (it) => (await fetch(`/ogc/collections/carriers/items/${it}`, { headers: { accept: 'application/geo+json', 'jintu-preview': '1' } })).json(), id);
const released = async (id) => (await fetch(`${at.server.url}/ogc/collections/carriers/items/${id}`, { headers: { accept: 'application/geo+json' } })).json();
const has = (feature, [lon, lat]) => feature.geometry.coordinates[0].some(([x, y]) => Math.abs(x - lon) < 1e-7 && Math.abs(y - lat) < 1e-7);

test('a content editor fills in hours from a sheet: what cannot be read is refused at its character, and the public reads who checked them', async () => {
  const { page, problems } = await person('bian');
  await page.click('.pages a[href="#/hours"]');
  await page.waitForSelector('[data-hours="ns02"]');
  await page.fill('[data-hours="ns03"]', '看情况');
  assert.match(await page.innerText('#hours-ns03-says'), /第 1 个字符“看”/);
  await page.click('[data-action="save-hours"]');
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-hours') === 'ns03');
  await page.click('[data-section="paste"] summary');
  await page.fill('#paste', '名称\t营业时间\nns03\t18:00-23:00\n津湾广场\t每天17:00-次日2:00\n没有的街\t10:00-12:00');
  await page.click('[data-action="take"]');
  assert.match(await page.innerText('[data-section="paste"] [role="status"]'), /填入 2 行.*第 4 行“没有的街”/);
  assert.match(await page.innerText('#hours-ns02-says'), /17:00-02:00/);
  await audit(page);
  await page.fill('#checked-by', '电话 王女士');
  await page.click('[data-action="save-hours"]');
  await page.waitForSelector('.toast:has-text("已保存 2 处")');
  const street = await (await fetch(`${at.server.url}/ogc/collections/night_streets/items/ns02`, { headers: { 'jintu-preview': '0' } })).json();
  assert.equal(street.properties.hours_osm, '17:00-02:00');
  assert.equal(street.properties.hours_status, 'known');
  assert.match(await (await fetch(`${at.server.url}/places/night_streets/ns02`, { headers: { 'accept-language': 'zh' } })).text(), /核对：电话 王女士，\d{4}-\d\d-\d\d/);
  assert.deepEqual(problems, []);
  await page.context().close();
});

const toParks = (page) => page.click('.pages a[href="#/parks"]');
async function type(page, from, to) {
  await drag(page, from, [from[0] + 0.0004, from[1] + 0.0004]);
  await page.fill('#coordinates', to.join(', '));
  await page.press('#coordinates', 'Enter');
  await saved(page, 'server');
}
async function submit(page) {
  if (await page.isVisible('#reason')) await page.fill('#reason', 'measured anew');
  await page.click('[data-action="submit"]');
  await page.waitForSelector('[data-change] .badge-submitted');
}
/** Opens what `by` has submitted: a list of before shows other changes first. */
async function review(page, { consent = false, by = 'li' } = {}) {
  await page.click(`.pages a[href="#/${consent ? 'parks' : 'queue'}"]`);
  const row = consent ? 'section[aria-label] [data-change] .button-quiet' : `[data-change]:has(.badge-submitted):has-text("${by} ·") [data-action="review"]`;
  await page.locator(row).first().click();
  await page.waitForSelector('[data-record]');
}

const bend = west.ring[2];
const moved = [117.2003, 39.1151];

test('a border that two share moves in both, with the consent of the other manager, and reaches the public with the release', async () => {
  const [li, zhao, wang] = [await person('li'), await person('zhao'), await person('wang')];
  at.people = { li, zhao, wang };
  await toParks(li.page);
  await editPark(li.page, west.id);
  await type(li.page, bend, moved);
  await li.page.waitForSelector('[data-note="shared"]');
  await submit(li.page);

  await review(zhao.page, { consent: true });
  await audit(zhao.page);
  await zhao.page.click('[data-action="consent"]');
  await zhao.page.waitForSelector('[data-action="consent"]', { state: 'detached' });

  await review(wang.page);
  assert.equal(await wang.page.locator('[data-record]').count(), 2);
  await audit(wang.page);
  await wang.page.click('[data-action="approve"]');
  await wang.page.waitForSelector('.state, [data-change]');
  for (const id of [west.id, east.id]) assert.equal(has(await record(li.page, id), moved), true, id);

  await wang.page.click('.pages a[href="#/releases"]');
  await wang.page.fill('#note', 'first release');
  await wang.page.click('[data-action="publish"]');
  await wang.page.waitForSelector('[data-release]');
  await audit(wang.page);
  for (const id of [west.id, east.id]) assert.equal(has(await released(id), moved), true, id);
});

test('while a release is there, a later change is seen by those who edit and by nobody else', async () => {
  const { li, wang } = at.people;
  const corner = [117.1926, 39.1182];
  await toParks(li.page);
  await editPark(li.page, west.id);
  await type(li.page, west.ring[4], corner);
  await li.page.check('[data-field="compare"]');
  await submit(li.page);
  await review(wang.page);
  await wang.page.click('[data-action="approve"]');
  await wang.page.waitForSelector('[data-action="approve"]', { state: 'detached' });
  assert.equal(has(await record(li.page, west.id), corner), true);
  assert.equal(has(await released(west.id), corner), false);
});

test('two edits of the same vertex: the conflict screen shows both, and what is chosen is approved', async () => {
  const { li, zhao, wang } = at.people;
  const [mine, theirs] = [[117.2006, 39.1153], [117.1996, 39.1149]];
  await toParks(li.page);
  await editPark(li.page, west.id);
  await toParks(zhao.page);
  await editPark(zhao.page, east.id);
  await type(li.page, moved, mine);
  await type(zhao.page, moved, theirs);
  await submit(zhao.page);
  await submit(li.page);
  // The reviewer takes the neighbour's first: then both have changed the same.
  await wang.page.click('.pages a[href="#/queue"]');
  await wang.page.waitForFunction(() => document.querySelectorAll('[data-change] .badge-submitted').length >= 2);
  const ids = await wang.page.$$eval('[data-change]', (rows) => rows.filter((row) => row.querySelector('.badge-submitted')).map((row) => [row.dataset.change, row.textContent]));
  const [zhaos] = ids.find(([, text]) => text.includes('zhao'));
  const [lis] = ids.find(([, text]) => text.includes('li ·') || text.includes('li·'));
  for (const id of [zhaos, lis]) {
    await wang.page.evaluate((it) => (location.hash = `#/review/${it}`), id);
    await wang.page.waitForSelector('[data-record]');
    await wang.page.click('[data-action="approve"]');
    await wang.page.waitForSelector(id === zhaos ? '[data-change], .state' : '.faults');
  }
  assert.match(await wang.page.innerText('.faults'), /冲突|conflict/i);

  await li.page.evaluate((it) => (location.hash = `#/conflict/${it}`), lis);
  await li.page.waitForSelector('[data-conflict]');
  await audit(li.page);
  for (const row of await li.page.locator('[data-conflict]').all()) await row.locator('.radio').first().click(); // mine
  await li.page.click('[data-action="resolve"]');
  await li.page.waitForSelector('[data-park]');
  for (const id of [west.id, east.id]) assert.equal(has(await record(li.page, id), theirs), true, 'until it is approved, theirs is there');
});

test('a change is sent back with a comment, and its author reads it', async () => {
  const { zhao, wang } = at.people;
  await toParks(zhao.page);
  await editPark(zhao.page, east.id);
  await type(zhao.page, east.ring[2], [117.2053, 39.1181]);
  await submit(zhao.page);
  await review(wang.page, { by: 'zhao' });
  await wang.page.click('[data-action="return"]');
  await wang.page.waitForSelector('.faults');
  await wang.page.fill('#review-comment', 'the corner stands in the river');
  await wang.page.click('[data-action="return"]');
  await wang.page.waitForSelector('[data-action="return"]', { state: 'detached' });
  await toParks(zhao.page);
  await zhao.page.reload();
  await zhao.page.waitForSelector('.badge-returned');
  await zhao.page.locator('[data-change]:has(.badge-returned) .button-quiet').nth(1).click();
  await zhao.page.waitForSelector('text=the corner stands in the river');
});

test('a release is withdrawn with its reason, and the one before serves', async () => {
  const { wang } = at.people;
  await wang.page.click('.pages a[href="#/releases"]');
  await wang.page.fill('#note', 'second release');
  await wang.page.click('[data-action="publish"]');
  await wang.page.waitForSelector('[data-release="2"]');
  const before = JSON.stringify((await released(west.id)).geometry);
  await wang.page.click('[data-release="2"] [data-action="withdraw-release"]');
  await wang.page.fill('#why-2', 'an outline is wrong');
  await wang.page.click('[data-action="confirm-withdraw"]');
  await wang.page.waitForSelector('[data-release="2"] .badge-returned');
  assert.notEqual(JSON.stringify((await released(west.id)).geometry), before);
});
