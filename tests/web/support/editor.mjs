import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { desktop, openPage } from './browser.mjs';
import { load } from './deps.mjs';

/** A server of its own for the tests of the editor: two parks that share a border, a manager of each, two reviewers. */

const { AxeBuilder } = load('@axe-core/playwright');
const root = fileURLToPath(new URL('../../..', import.meta.url));
const jintu = join(root, 'build/release/services/apps/jintu');

export const password = 'a long enough pass phrase 27';
/** West and east of 117.2, in 和平区 and around it; the border between them is three vertices long. */
export const west = { id: 'heping-hr', ring: [[117.1930, 39.1120], [117.1990, 39.1120], [117.1992, 39.1150], [117.1990, 39.1180], [117.1930, 39.1180]] };
export const east = { id: 'hexi-chentang', ring: [[117.1990, 39.1120], [117.2050, 39.1120], [117.2050, 39.1180], [117.1990, 39.1180], [117.1992, 39.1150]] };

/** `extract`: OSM XML that is imported and cut as the basemap. */
export async function startServer({ extract } = {}) {
  if (!existsSync(jintu)) throw new Error(`${jintu} is not built`);
  const work = mkdtempSync(join(tmpdir(), 'jintu-editor-'));
  const run = (args, input) => execFileSync(jintu, ['-q', '--config', join(work, 'jintu.toml'), ...args], { input, encoding: 'utf8' });
  writeFileSync(join(work, 'jintu.toml'), '[data]\ndir = "data"\n');
  run(['import', '--shipped']);
  if (extract) {
    writeFileSync(join(work, 'town.osm'), extract);
    run(['import', join(work, 'town.osm')]);
    run(['tiles', 'build']);
  }
  const carriers = JSON.parse(readFileSync(join(root, 'data/carriers.geojson'), 'utf8'));
  for (const { id, ring } of [west, east]) {
    const feature = carriers.features.find((it) => it.properties.id === id);
    feature.geometry = { type: 'Polygon', coordinates: [[...ring, ring[0]]] };
    Object.assign(feature.properties, { boundary_status: 'indicative', boundary_accuracy_m: 100, placement: 'point' });
    for (const name of ['lon', 'lat', 'district', 'district_code', 'district_codes', 'label_lon', 'label_lat']) if (name !== 'lon' && name !== 'lat') delete feature.properties[name];
    [feature.properties.lon, feature.properties.lat] = [(ring[0][0] + ring[1][0]) / 2, 39.115];
    Object.assign(feature.properties, { district: '和平区', district_code: '120101', district_codes: '120101' });
  }
  const file = join(work, 'carriers.geojson');
  writeFileSync(file, JSON.stringify(carriers));
  run(['import', file, '--layer', 'carriers']);
  const user = (name, role, ...carriersOf) => run(['user', 'add', name, '--role', role, '--display', name, ...carriersOf.flatMap((id) => ['--carrier', id])], `${password}\n`);
  user('li', 'manager', west.id, 'binhai-infosec');
  user('zhao', 'manager', east.id);
  user('wang', 'reviewer');
  user('bian', 'editor');
  let child = null;
  let url = '';
  const start = async (port = 0) => {
    child = spawn(jintu, ['-q', '--config', join(work, 'jintu.toml'), 'serve', '--port', String(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (piece) => (errors += piece));
    url = await new Promise((resolve, reject) => {
      let told = '';
      child.stdout.on('data', (piece) => {
        told += piece;
        const found = /(http:\/\/\S+?)\/?\s/.exec(told);
        if (found) resolve(found[1]);
      });
      child.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${errors}`)));
    });
  };
  await start();
  const stop = () =>
    new Promise((resolve) => {
      if (child === null || child.exitCode !== null) return resolve();
      child.once('exit', resolve);
      child.kill();
    });
  return { work, run, get url() { return url; }, stop, again: () => start(new URL(url).port), end: async () => { await stop(); rmSync(work, { recursive: true, force: true }); } };
}

/** A code of RFC 6238 for a key in base 32. */
export function codeOf(secret, moment = Date.now()) {
  const bits = [...secret.replace(/[\s=]/g, '').toUpperCase()].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(moment / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export async function signIn(page, name) {
  await page.fill('#name', name);
  await page.fill('#password', password);
  await page.press('#password', 'Enter');
  await page.waitForSelector('.pages');
}
/** As a reviewer, with the second factor turned on in this very session. */
export async function signInToReview(page, name) {
  await signIn(page, name);
  await page.click('.who');
  await page.fill('#factor-password', password);
  await page.click('[data-action="begin-factor"]');
  const secret = await page.innerText('[data-secret]');
  await page.fill('#factor-code', codeOf(secret));
  await page.click('[data-action="confirm-factor"]');
  await page.waitForSelector('.codes');
  return secret;
}

export const mapReady = async (page) => {
  await page.waitForSelector('.map[data-map="main"][data-state="ready"]', { state: 'attached' });
};
export const drawn = async (page) => {
  await page.waitForSelector('.map[data-map="main"][data-idle="true"]', { state: 'attached' });
  await page.waitForTimeout(150);
};
/** Where on the screen a place is; the page was opened with `#debug`. */
export const onScreen = async (page, [lon, lat]) => {
  const { x, y } = await page.evaluate((at) => {
    const { x, y } = globalThis.jintuMap.project(at);
    const frame = globalThis.jintuMap.getContainer().getBoundingClientRect();
    return { x: x + frame.left, y: y + frame.top };
  }, [lon, lat]);
  return { x, y };
};
export async function drag(page, from, to) {
  const [a, b] = [await onScreen(page, from), await onScreen(page, to)];
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  await page.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2, { steps: 3 });
  await page.mouse.move(b.x, b.y, { steps: 3 });
  await page.mouse.up();
}
export async function editPark(page, id) {
  await page.click(`[data-park="${id}"] [data-action="edit"]`);
  await page.waitForSelector('[data-measure="m2"]');
  await page.waitForTimeout(300);
  await drawn(page);
}
/** Counts what a person does on the page from now on: presses of the mouse or of a finger, and keys. */
export const watch = (page) =>
  page.evaluate(() => {
    globalThis.actions = { pressed: 0, keys: 0 };
    addEventListener('pointerdown', ({ isTrusted }) => isTrusted && globalThis.actions.pressed++, { capture: true });
    addEventListener('keydown', ({ isTrusted }) => isTrusted && globalThis.actions.keys++, { capture: true });
  });
export const acted = (page) => page.evaluate(() => globalThis.actions);
/** How many times the panel is pulled, by its own height at most, until all of this is seen. */
export const pulls = (page, selector) =>
  page.$eval(selector, (it) => {
    const panel = it.closest('.panel').getBoundingClientRect();
    const box = it.getBoundingClientRect();
    return Math.ceil(Math.max(0, box.bottom - Math.min(panel.bottom, innerHeight), panel.top - box.top) / panel.height);
  });
export const saved = (page, how) => page.waitForSelector(`[data-saved="${how}"]`);

export async function audit(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((it) => `${it.id} (${it.impact}): ${it.nodes.map((node) => node.target.join(' ')).join(', ')}`), []);
}

export const expected = [/401/, /Failed to load resource/];
/** What the page says and where its map is, for whoever reads of a failure only. */
const told = (page) =>
  page.evaluate(() => JSON.stringify({
    words: [...document.querySelectorAll('[role=status], [role=alert], .toast, .bar-hint')].map((it) => it.textContent).filter((it) => it !== ''),
    tools: [...document.querySelectorAll('[data-tool][aria-pressed=true]')].map((it) => it.dataset.tool), measures: document.querySelector('[data-section="measures"]')?.innerText,
    map: globalThis.jintuMap && [globalThis.jintuMap.getZoom(), globalThis.jintuMap.getCenter().toArray(), globalThis.jintuMap.isMoving()],
  })).catch((error) => String(error));
/** A page of its own at `at.server`, in `at.browser`; what went wrong on it fails the test. */
export async function onEditor(at, options, body, { allow = expected } = {}) {
  const { page, context, problems } = await openPage(at.browser, at.server.url, { ...desktop, hash: 'editor#debug', ...options });
  try {
    await mapReady(page);
    try {
      await body(page, context);
    } catch (error) {
      error.message += `\nThe page then: ${await told(page)}`;
      throw error;
    }
    assert.deepEqual(problems.filter((it) => !allow.some((pattern) => pattern.test(it))), []);
  } finally {
    await context.close();
  }
}
/** The drafts of whoever is signed in on the page. */
export const draftsOf = (page) => page.evaluate(async () => (await (await fetch('/changes?limit=200', { headers: { accept: 'application/json' } })).json()).changes);
export const draftOf = (page, id) => page.evaluate(async (it) => (await fetch(`/changes/${it}`, { headers: { accept: 'application/json' } })).json(), id);
/** Leaves no open draft behind, so that the next test starts as this one did: what is still to be sent would be a draft once more. */
export const tidy = async (page) => {
  await page.waitForFunction(() => {
    const kept = document.querySelector('[data-saved]');
    return kept === null || kept.dataset.saved === 'server' || document.querySelector('[data-action="undo"]')?.disabled !== false;
  });
  await page.evaluate(async () => {
    const { csrf } = await (await fetch('/auth/me')).json();
    for (const { id, state } of (await (await fetch('/changes?limit=200')).json()).changes) {
      const headers = { 'jintu-csrf': csrf, 'content-type': 'application/json' };
      // Of what was submitted the first makes a draft again, the second gives it up.
      for (let i = 0; i < (state === 'submitted' ? 2 : state === 'draft' ? 1 : 0); i++) await fetch(`/changes/${id}/withdraw`, { method: 'POST', headers, body: '{}' });
    }
  });
};

/** What can be touched and is smaller than 44 pixels. */
export const small = (page) =>
  page.$$eval('button, a, input:not([type=checkbox]):not([type=radio]), select, textarea, label.check, label.pick, summary', (all) =>
    all.filter((it) => it.checkVisibility() && !it.classList.contains('skip') && !it.closest('.maplibregl-control-container')).map((it) => [it.className || it.tagName, it.getBoundingClientRect()]).filter(([, box]) => box.height > 0 && (box.height < 43.5 || box.width < 43.5)).map(([name, box]) => `${name} ${Math.round(box.width)}×${Math.round(box.height)}`),
  );
