import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { desktop, launch, openPage, phone, settled } from './support/browser.mjs';
import { load } from './support/deps.mjs';
import { json, target } from './support/target.mjs';

const { AxeBuilder } = load('@axe-core/playwright');

/** A Friday that is no holiday, at eight in the evening in Tianjin. */
const evening = '2026-10-16T20:00:00+08:00';

let server;
let browser;
let start;

const metres = (a, b) => Math.hypot((a[0] - b[0]) * 86_500, (a[1] - b[1]) * 111_000);

before(async () => {
  server = await target();
  browser = await launch();
  const all = await json(`${server.url}/api/venues`).catch(() => null);
  start = all && busiest(all);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** The place with the most others around it: from there a tour can be made. */
function busiest(all) {
  const places = all.id.map((id, i) => ({ id, at: [all.lon[i] / 1e5, all.lat[i] / 1e5] }));
  const around = (place) => places.filter((other) => metres(place.at, other.at) < 800).length;
  return places.map((place) => ({ ...place, around: around(place) })).sort((a, b) => b.around - a.around)[0];
}

const minutesOf = (clock) => {
  const [hours, minutes] = clock.split(':').map(Number);
  return (hours < 12 ? hours + 24 : hours) * 60 + minutes;
};

for (const [name, device] of [['phone', phone], ['desktop', desktop]]) {
  describe(name, () => {
    test('tonight’s tour leads to places that are open when one gets there, and is drawn', async (t) => {
      if (!start) return t.skip('this server has no places with hours');
      const { page, context, problems } = await openPage(browser, server.url, { ...device, now: evening, hash: `#sel=venues/${encodeURIComponent(start.id)}` });
      try {
        await settled(page);
        await page.getByRole('button', { name: '今晚路线' }).click();
        await page.waitForSelector('.tour');
        const clocks = await page.locator('.tour[aria-current="true"] .row-state').allTextContents();
        assert.ok(clocks.length >= 2, `a tour of ${clocks.length} places`);
        const minutes = clocks.map(minutesOf);
        assert.deepEqual(minutes, [...minutes].sort((a, b) => a - b));
        assert.ok(minutes[0] >= 20 * 60);
        minutes.slice(1).forEach((minute, i) => assert.ok(minute - minutes[i] >= 20, 'twenty minutes at each place'));
        assert.ok(minutes.at(-1) + 20 <= 22 * 60, 'within two hours');
        await page.waitForFunction(() => document.querySelector('.map')?.dataset.idle === 'true');
        const { violations } = await new AxeBuilder({ page }).include('.tours').analyze();
        assert.deepEqual(violations.map((it) => it.id), []);
        // A shorter time gives a shorter tour, or says that there is none.
        await page.getByRole('button', { name: '60 分钟' }).click();
        await page.waitForSelector('.tour, .tours .state');
        const shorter = await page.locator('.tour[aria-current="true"] .row-state').count();
        assert.ok(shorter <= clocks.length);
        await page.keyboard.press('Escape');
        await page.waitForSelector('#list .row, .card');
        assert.deepEqual(problems, []);
      } finally {
        await context.close();
      }
    });
  });
}
