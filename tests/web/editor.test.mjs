import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desktop, launch, phone } from './support/browser.mjs';
import { acted, audit, draftOf, draftsOf, drag, drawn, editPark, east, expected, onEditor as openEditor, onScreen, password, pulls, saved, signIn, small, startServer, tidy, watch, west } from './support/editor.mjs';

/** One person at the editor, against the server itself. */

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
const outerOf = (feature) => feature.geometry.coordinates[0];
const has = (feature, [lon, lat]) => outerOf(feature).some(([x, y]) => Math.abs(x - lon) < 1e-7 && Math.abs(y - lat) < 1e-7);
const bend = west.ring[2];

test('a shared border is moved and submitted with at most eight actions by mouse besides name and password, and moves for both parks', async () => {
  await onEditor({}, async (page) => {
    await watch(page);
    await page.click('#name');
    await page.fill('#name', 'li');
    await page.click('#password');
    await page.fill('#password', password);
    await page.click('.sign-in [type=submit]');
    await page.waitForSelector('.pages');
    await editPark(page, west.id);
    await drag(page, bend, [117.2004, 39.1152]);
    await page.waitForSelector('[data-note="shared"]');
    await saved(page, 'server');
    const pulled = await pulls(page, '[data-action="submit"]');
    await page.click('[data-action="submit"]');
    await page.waitForSelector('[data-change] .badge-submitted');
    const { pressed, keys } = await acted(page);
    assert.ok(pressed + pulled <= 8 && pressed >= 6 && keys === 0, `${pressed} presses, the panel pulled ${pulled} times, ${keys} keys`);
    const [{ id }] = (await draftsOf(page)).filter(({ state }) => state === 'submitted');
    const { actions } = await draftOf(page, id);
    assert.deepEqual(actions.map((it) => it.id).sort(), [west.id, east.id].sort());
    const moved = outerOf(actions[0].feature).find((it) => actions[1].feature.geometry.coordinates[0].some((other) => other[0] === it[0] && other[1] === it[1]) && it[0] > 117.2);
    assert.ok(moved, 'the border has one vertex east of 117.2 that both have');
    assert.equal(actions.filter((it) => has(it.feature, bend)).length, 0);
    await tidy(page);
  });
});

test('wholly by keyboard, in at most forty keys besides name and password', async () => {
  await onEditor({}, async (page) => {
    let keys = 0;
    const press = async (key) => {
      keys++;
      await page.keyboard.press(key);
    };
    await page.focus('#name');
    await page.keyboard.type('li');
    await press('Tab');
    await page.keyboard.type('a long enough pass phrase 27');
    await press('Enter');
    await page.waitForSelector(`[data-park="${west.id}"]`);
    await page.waitForTimeout(300);
    while ((await page.evaluate(() => document.activeElement?.closest('[data-park]')?.dataset.park)) !== west.id) await press('Tab');
    await press('Enter');
    await page.waitForSelector('[data-measure="m2"]');
    await drawn(page);
    const before = await page.innerText('[data-measure="m2"]');
    for (let i = 0; i < 3; i++) await press('n');
    for (let i = 0; i < 5; i++) await press('Shift+ArrowRight');
    await press('i');
    await press('ArrowUp');
    await press('Delete');
    await press('Control+z');
    await press('Control+z');
    assert.notEqual(await page.innerText('[data-measure="m2"]'), before);
    await press('Control+Enter');
    await page.waitForSelector('[data-change] .badge-submitted');
    assert.ok(keys <= 40, `${keys} keys`);
    await tidy(page);
  });
});

test('by touch on a phone: a shared border is dragged by a finger and submitted with at most eight touches, and everything that is touched is 44 pixels large', async () => {
  await onEditor({ ...phone }, async (page, context) => {
    await watch(page);
    await page.tap('#name');
    await page.fill('#name', 'li');
    await page.tap('#password');
    await page.fill('#password', password);
    await page.tap('.sign-in [type=submit]');
    await page.waitForSelector('.pages');
    await page.tap(`[data-park="${west.id}"] [data-action="edit"]`);
    await page.waitForSelector('[data-measure="m2"]');
    await page.waitForTimeout(300);
    await drawn(page);
    const cdp = await context.newCDPSession(page);
    const [a, b] = [await onScreen(page, bend), await onScreen(page, [117.2001, 39.1149])];
    const touch = (type, points) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints: points });
    await touch('touchStart', [{ x: a.x + 14, y: a.y + 10 }]); // near enough for a finger
    for (let i = 1; i <= 6; i++) await touch('touchMove', [{ x: a.x + 14 + ((b.x - a.x) * i) / 6, y: a.y + 10 + ((b.y - a.y) * i) / 6 }]);
    await touch('touchEnd', []);
    await saved(page, 'server');
    await page.waitForSelector('[data-note="shared"]', { state: 'attached' });
    assert.deepEqual(await small(page), []);
    const pulled = await pulls(page, '[data-action="submit-now"]');
    await page.tap('[data-action="submit-now"]');
    await page.waitForSelector('[data-change] .badge-submitted');
    const { pressed } = await acted(page);
    assert.ok(pressed + pulled <= 8 && pressed >= 6, `${pressed} touches, the panel pulled ${pulled} times`);
    await tidy(page);
  });
});

test('vertices are inserted, deleted, typed and joined; every step is taken back and done again', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await editPark(page, west.id);
    const first = await page.innerText('[data-measure="m2"]');
    const middle = [117.196, 39.118]; // of the northern edge
    await drag(page, middle, [117.196, 39.1186]);
    await page.waitForFunction((was) => document.querySelector('[data-measure="m2"]').firstChild.textContent !== was, first);
    await page.fill('#coordinates', '117.1961，39.1187');
    await page.press('#coordinates', 'Enter');
    await page.waitForFunction(() => document.querySelector('#coordinates').value === '117.1961, 39.1187');
    await page.fill('#coordinates', 'nowhere');
    await page.press('#coordinates', 'Enter');
    await page.waitForSelector('#coordinates-fault');
    await page.click('[data-action="delete-vertex"]');
    assert.equal((await page.innerText('[data-measure="m2"]')).split('\n')[0], first.split('\n')[0]);
    for (let i = 0; i < 3; i++) await page.click('[data-action="undo"]');
    assert.equal(await page.isDisabled('[data-action="undo"]'), true);
    for (let i = 0; i < 2; i++) await page.click('[data-action="redo"]');
    assert.equal(await page.isDisabled('[data-action="redo"]'), false);
    await tidy(page);
  });
});

test('what would lie on the neighbour is refused, and the place is shown', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await editPark(page, west.id);
    const first = await page.innerText('[data-measure="m2"]');
    await page.click('[data-action="snap"]');
    await drag(page, west.ring[4], [117.2065, 39.115]);
    await page.waitForSelector('.bar-bad');
    assert.equal(await page.innerText('[data-measure="m2"]'), first);
    await page.keyboard.press('Escape');
  });
});

test('a park without an outline gets one, drawn along its neighbour; it is split, merged, and given a hole', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    assert.deepEqual((await draftsOf(page)).filter(({ state }) => state !== 'withdrawn'), [], 'nothing is left of the tests before');
    await editPark(page, west.id);
    const click = async (place) => {
      const { x, y } = await onScreen(page, place);
      assert.equal(await page.evaluate(([left, top]) => document.elementFromPoint(left, top)?.tagName, [x, y]), 'CANVAS', `something covers ${place} on the map`);
      await page.mouse.click(x, y);
    };
    /** What was put counts before the next is put. */
    const counted = (many) => page.waitForFunction((it) => document.querySelector('.bar-hint [role=status]')?.textContent.includes(`${it} 点`), many);
    await page.click('[data-tool="hole"]');
    for (const [i, place] of [[117.195, 39.114], [117.1965, 39.114], [117.1965, 39.116]].entries()) {
      await click(place);
      await counted(i + 1);
    }
    await click([117.195, 39.114]);
    await page.waitForFunction(() => /1 洞/.test(document.querySelector('[data-section="measures"]').textContent));
    await page.click('[data-tool="split"]');
    await page.waitForSelector('[data-tool="split"][aria-pressed="true"]');
    await click([117.1975, 39.118]);
    await counted(1);
    await click([117.1975, 39.112]);
    await page.waitForSelector('[data-section="attributes"]');
    await page.fill('[data-field="name_zh"]', '新园区');
    await page.waitForFunction(async () => {
      const { changes } = await (await fetch('/changes?limit=200')).json();
      if (changes.length === 0) return false;
      const { actions } = await (await fetch(`/changes/${changes[0].id}`)).json();
      return actions.map(({ action }) => action).sort().join() === 'insert,update,update';
    });
    await page.click('[data-tool="merge"]');
    await page.click('[data-merge]:not([data-merge$="chentang"])');
    await page.waitForSelector('[data-section="attributes"]', { state: 'detached' });
    await tidy(page);
  });
});

test('a lost connection loses nothing: work goes on, and is sent when the server is back, once', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await editPark(page, west.id);
    await at.server.stop();
    await page.click('[data-action="next"]');
    await page.focus('.map canvas');
    for (let i = 0; i < 4; i++) await page.keyboard.press('Shift+ArrowLeft');
    await saved(page, 'offline');
    await at.server.again();
    await saved(page, 'server');
    assert.equal((await draftsOf(page)).filter(({ state }) => state === 'draft').length, 1);
    await tidy(page);
  }, { allow: [...expected, /ERR_CONNECTION/, /Failed to fetch/] });
});

test('an answer that is lost makes no second draft', async () => {
  await onEditor({}, async (page) => {
    await signIn(page, 'li');
    await editPark(page, west.id);
    let posts = 0;
    await page.route('**/changes', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      posts++;
      if (posts > 2) return route.continue();
      await route.fetch(); // it arrives, and what it answers does not
      await route.abort();
    });
    await page.click('[data-action="next"]');
    await page.focus('.map canvas');
    await page.keyboard.press('Shift+ArrowLeft');
    await saved(page, 'offline');
    await page.keyboard.press('Shift+ArrowLeft'); // meanwhile the work goes on
    await saved(page, 'server');
    assert.ok(posts >= 3);
    const drafts = (await draftsOf(page)).filter(({ state }) => state === 'draft');
    assert.equal(drafts.length, 1);
    const [moved] = outerOf((await draftOf(page, drafts[0].id)).actions.find((it) => it.id === west.id).feature);
    assert.ok(moved[0] < west.ring[0][0] - 0.0002, 'both steps are there');
    await tidy(page);
  }, { allow: [...expected, /ERR_FAILED/] });
});

test('two windows on one draft: neither overwrites the other unasked', async () => {
  await onEditor({}, async (page, context) => {
    await signIn(page, 'li');
    await editPark(page, west.id);
    await page.click('[data-action="next"]');
    await page.focus('.map canvas');
    await page.keyboard.press('Shift+ArrowLeft');
    await saved(page, 'server');
    const [{ id }] = await draftsOf(page);
    await page.evaluate(async (it) => {
      const { csrf } = await (await fetch('/auth/me')).json();
      const now = await fetch(`/changes/${it}`);
      const { title, actions } = await now.clone().json();
      await fetch(`/changes/${it}`, { method: 'PUT', headers: { 'content-type': 'application/json', 'jintu-csrf': csrf, 'if-match': now.headers.get('etag') }, body: JSON.stringify({ title: `${title} elsewhere`, comment: '', actions }) });
    }, id);
    await page.keyboard.press('Shift+ArrowLeft');
    await saved(page, 'stale');
    await page.click('[data-action="use-mine"]');
    await saved(page, 'server');
    void context;
    await tidy(page);
  });
});

test('no page has a fault that axe finds: phone and desktop, both languages, both themes', async () => {
  for (const [size, lang, theme] of [[desktop, 'zh', 'night'], [phone, 'en', 'day'], [phone, 'zh', 'day'], [desktop, 'en', 'night']])
    await onEditor({ ...size, hash: `editor?lang=${lang}&theme=${theme}#debug` }, async (page) => {
      await audit(page);
      await signIn(page, 'li');
      await page.waitForSelector('[data-park]');
      await audit(page);
      await editPark(page, west.id);
      await page.click('[data-action="next"]');
      await audit(page);
      await page.click('[data-tool="split"]');
      await audit(page);
      await page.click('.who');
      await page.waitForSelector('[data-action="begin-factor"]');
      await audit(page);
      assert.equal(await page.getAttribute('html', 'lang'), lang === 'zh' ? 'zh-Hans' : 'en');
    });
});
