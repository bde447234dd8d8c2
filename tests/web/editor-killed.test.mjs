import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { load } from './support/deps.mjs';
import { editPark, mapReady, password, startServer, west } from './support/editor.mjs';

/** A browser that is killed (-9) loses nothing older than 250 ms. JINTU_KILLS says how often; the figure measured stands in docs/measured.md. */

const { chromium } = load('playwright-core');
const kills = Number(process.env.JINTU_KILLS ?? 8);
const at = {};
before(async () => {
  at.server = await startServer();
  at.profile = mkdtempSync(join(tmpdir(), 'jintu-profile-'));
});
after(async () => {
  await at.server?.end();
  if (at.profile) rmSync(at.profile, { recursive: true, force: true });
});

/** A browser as a process of its own, so that it can be killed. */
async function start() {
  const child = spawn(process.env.JINTU_CHROMIUM ?? '/usr/bin/chromium', ['--headless', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--window-size=1200,800', '--remote-debugging-port=0', `--user-data-dir=${at.profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const address = await new Promise((resolve, reject) => {
    let told = '';
    child.stderr.on('data', (piece) => {
      told += piece;
      const found = /ws:\/\/\S+/.exec(told);
      if (found) resolve(found[0]);
    });
    child.once('exit', () => reject(new Error(`chromium ended: ${told}`)));
  });
  const browser = await chromium.connectOverCDP(address);
  const context = browser.contexts()[0];
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(60_000);
  const kill = () =>
    new Promise((resolve) => {
      child.once('exit', resolve);
      process.kill(-child.pid, 'SIGKILL'); // all of its processes: they are a group of their own
    });
  return { page, kill };
}
/** How many steps hold, by what is on the device. */
const stepsOnDevice = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open('jintu-editor');
        opening.onsuccess = () => {
          const asked = opening.result.transaction('heads').objectStore('heads').getAll();
          asked.onsuccess = () => resolve(asked.result.map(({ count }) => count)[0] ?? 0);
        };
      }),
  );

test(`${kills} times killed: every step that was 250 ms old is there when the browser is opened again`, async (t) => {
  let wanted = 0;
  let [late, longest] = [0, 0];
  let work = '';
  const once = async (page, i) => {
    // Nothing reaches the server: only the device keeps the work.
    await page.route('**/changes**', (route) => (route.request().method() === 'GET' ? route.continue() : route.abort()));
    await page.goto(`${at.server.url}/editor${work === '' ? '#debug' : `#/edit/${work}`}`);
    await mapReady(page);
    if (await page.waitForSelector('#name, .pages').then((it) => it.getAttribute('id')) === 'name') {
      await page.fill('#name', 'li');
      await page.fill('#password', password);
      await page.press('#password', 'Enter');
    }
    if (work === '') {
      await page.waitForSelector('[data-park]');
      await editPark(page, west.id);
      work = await page.evaluate(() => decodeURIComponent(location.hash.split('/')[2]));
    }
    await page.waitForSelector('[data-measure="m2"]');
    const found = await stepsOnDevice(page);
    assert.ok(found >= wanted, `after kill ${i}: ${found} of ${wanted} steps`);
    if (i === kills) return;
    await page.click('[data-action="next"]');
    await page.focus('.map canvas');
    const steps = 3 + (i % 4);
    for (let k = 0; k < steps; k++) await page.keyboard.press(k % 2 ? 'ArrowUp' : 'ArrowLeft');
    wanted = found + steps;
    await page.waitForTimeout(250);
    // A busy machine may need longer: until then the page says that it is still writing. How often it did is told at the end.
    const from = performance.now();
    if (await page.$('[data-saved="writing"]')) {
      late++;
      await page.waitForSelector('[data-saved]:not([data-saved="writing"])');
      longest = Math.max(longest, 250 + performance.now() - from);
    }
    await page.keyboard.press('ArrowLeft'); // this one may be lost
  };
  for (let i = 0; i <= kills; i++) {
    const { page, kill } = await start();
    try {
      await once(page, i);
    } finally {
      await kill(); // also where something failed: the runner waits for its children
    }
  }
  t.diagnostic(`${late} of ${kills} times the page was still writing after 250 ms${late ? `, ${Math.round(longest)} ms at most` : ''}`);
});
