import assert from 'node:assert/strict';
import { after, before, test as nodeTest } from 'node:test';
import { launch, openPage } from './browser.mjs';
import { load } from './deps.mjs';
import { target } from './target.mjs';

/** What tests of the workbench share. */

const { AxeBuilder } = load('@axe-core/playwright');

/** Against the server itself only: a stand-in has neither walks nor proofs. */
export const test = process.env.JINTU_URL ? nodeTest : nodeTest.skip;

export const at = {};
before(async () => {
  if (!process.env.JINTU_URL) return;
  at.server = await target();
  at.browser = await launch();
});
after(async () => {
  await at.browser?.close();
  await at.server?.stop();
});

/** A page of the workbench whose map is there; at its end nothing went wrong on it but what is allowed. */
export async function onPlanner({ hash = '', ...options }, body, { allow = [] } = {}) {
  const { page, context, problems } = await openPage(at.browser, at.server.url, { ...options, hash: `planner${hash}` });
  try {
    await page.waitForSelector('.map[data-map="main"][data-state="ready"]', { state: 'attached' });
    await body(page, context);
    assert.deepEqual(problems.filter((it) => !allow.some((pattern) => pattern.test(it))), []);
  } finally {
    await context.close();
  }
}

export async function audit(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map((it) => `${it.id} (${it.impact}): ${it.nodes.map((node) => node.target.join(' ')).join(', ')}`), []);
}

export const over = '.progress:is([data-status="proven"], [data-status="stopped"])';
export const sites = '[data-section="sites"] .sites > li';
export const drawn = (page) => page.waitForSelector('.map[data-map="main"][data-idle="true"]', { state: 'attached' });
export const measure = (page, id) => page.innerText(`[data-measure="${id}"]`);

/** Until the search is over and its plan is shown, nothing changed by hand: `p` new sites that can be. */
export const solved = (page, p, shown = '.figures [data-measure="mean"]') =>
  page.waitForFunction(
    ([status, rows, figure, wanted]) => document.querySelector(status) && document.querySelector(figure) && document.querySelectorAll(rows).length === wanted,
    [over, `${sites}:has(.site-actions)`, shown, p],
  );

/** From the form to a finished plan of `p` new sites. */
export async function solve(page, p, shown) {
  await page.click('#tab-set');
  await page.fill('[data-field="p"]', String(p));
  await page.click('.run .button');
  await solved(page, p, shown);
}

/** Until the server has answered, whatever it said. */
export const answered = (page) => page.waitForSelector('.progress:is([data-status="proven"], [data-status="stopped"], [data-status="failed"], [data-status="infeasible"])');
export const goal = async (page, kind) => {
  await page.click('#tab-set');
  await page.check(`input[name="kind"][value="${kind}"]`);
};
/** A folded part of the form, opened and switched on. */
export const switchOn = async (page, section, name = section) => {
  const part = page.locator(`[data-section="${section}"]`);
  if ((await part.getAttribute('open')) === null) await part.locator('summary').first().click();
  await page.check(`[data-switch="${name}"]`);
};
/** A part of the city that is solved at once. */
export const smallArea = async (page, scale = 1) => {
  await page.click('#tab-set');
  await page.check('[data-section="area"] input[value="box"]');
  const demand = await page.evaluate(async () => (await (await fetch('/siting/points')).json()).demand.filter(({ kind }) => kind === 'community'));
  const [lon, lat] = ['lon', 'lat'].map((axis) => demand.map((it) => it[axis]).sort((a, b) => a - b)[Math.floor(demand.length / 2)]);
  for (const [edge, value] of Object.entries({ west: lon - 0.008 * scale, south: lat - 0.006 * scale, east: lon + 0.008 * scale, north: lat + 0.006 * scale })) await page.fill(`[data-field="box-${edge}"]`, value.toFixed(4));
};
/** However large the area turns out, nobody waits longer. */
export const within = async (page, seconds) => {
  await page.getByText('更多选项').click();
  await page.fill('[data-field="seconds"]', String(seconds));
};
/** Clicks on the map, so many pixels from its middle. */
export async function clickMap(page, ...points) {
  await drawn(page);
  const box = await page.locator('.map[data-map="main"]').boundingBox();
  for (const [x, y] of points) await page.mouse.click(box.x + box.width / 2 + x, box.y + box.height / 2 + y);
}
