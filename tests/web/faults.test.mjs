import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desktop, launch, openPage, phone, taken } from './support/browser.mjs';
import { load } from './support/deps.mjs';
import { target } from './support/target.mjs';

/** Reports of what is wrong: from the page of a place without a script, from its card, to who writes content. */

const { AxeBuilder } = load('@axe-core/playwright');
const token = process.env.JINTU_TOKEN;

let server;
let browser;
before(async () => {
  server = await target();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function reports() {
  const answer = await fetch(`${server.url}/faults`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 200);
  return (await answer.json()).faults;
}
const skip = token ? false : 'JINTU_TOKEN is not set';

test('without JavaScript a fault is reported from the page of the place, and read by those who write content alone', { skip }, async () => {
  const { page, context, problems } = await openPage(browser, server.url, { ...phone, javaScriptEnabled: false });
  try {
    await page.goto(`${server.url}/places/night_streets/ns01`);
    await page.locator('.fault summary').click();
    await page.selectOption('#fault-kind', 'closed');
    const words = `这条街关了 ${Date.now()}`;
    await page.fill('#fault-text', words);
    await page.locator('.fault-form button').click();
    await page.waitForURL(/\/faults$/);
    assert.match(await page.innerText('h1'), /已收到/);
    const [newest] = await reports();
    assert.deepEqual([newest.layer, newest.place, newest.kind, newest.text, newest.state], ['night_streets', 'ns01', 'closed', words, 'open']);
    assert.deepEqual(Object.keys(newest).sort(), ['by', 'changed', 'id', 'kind', 'layer', 'name', 'note', 'place', 'sent', 'state', 'text', 'version'], 'nothing of who sent it');
    await page.locator('main .button').click();
    assert.ok(!(await page.content()).includes(words), 'nothing of it is public');
    assert.equal((await fetch(`${server.url}/faults`)).status, 401);
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
});

test('from the card a fault is reported in place; what is refused is said and nothing typed is lost', { skip }, async () => {
  const { page, context, problems } = await openPage(browser, server.url, { ...desktop, hash: '#sel=checkin_spots/ck02' });
  try {
    await taken(page);
    await page.waitForSelector('.card');
    await page.locator('.fault summary').click();
    await page.selectOption('#fault-kind', 'other');
    await page.locator('.fault-form button').click();
    assert.match(await page.innerText('.fault [role="status"]'), /请写明/);
    const words = `门牌错了 ${Date.now()}`;
    await page.fill('#fault-text', words);
    const { violations } = await new AxeBuilder({ page }).include('.fault').analyze();
    assert.deepEqual(violations.map((it) => it.id), []);
    await page.route('**/faults', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ title: '不可用', detail: '反馈箱已满', detail_en: 'the box is full' }) }), { times: 1 });
    await page.locator('.fault-form button').click();
    await page.waitForFunction(() => document.querySelector('.fault [role="status"]').textContent.includes('已满'));
    assert.equal(await page.inputValue('#fault-text'), words);
    await page.locator('.fault-form button').click();
    await page.waitForFunction(() => document.querySelector('.fault [role="status"]').textContent.includes('已收到'));
    const [newest] = await reports();
    assert.deepEqual([newest.place, newest.kind, newest.text], ['ck02', 'other', words]);
    assert.deepEqual(problems.filter((it) => !/status of 503/.test(it)), []);
  } finally {
    await context.close();
  }
});

test('who writes content reads the reports in the editor and puts one aside with a note', { skip }, async () => {
  const sent = await fetch(`${server.url}/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ layer: 'night_streets', id: 'ns02', kind: 'hours', text: `到十一点 ${Date.now()}` }) });
  assert.equal(sent.status, 201);
  const [mine] = await reports();
  const { page, context, problems } = await openPage(browser, `${server.url}`, desktop);
  try {
    const shown = [mine];
    await page.route('**/auth/me', (route) => route.fulfill({ json: { signed_in: true, name: 'chen', display: '陈', roles: ['editor'], rights: ['write_content'], csrf: 'x' } }));
    await page.route('**/faults**', async (route) => {
      const request = route.request();
      if (request.method() === 'POST') {
        const answer = await fetch(request.url(), { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: request.postData() });
        shown.length = 0;
        return route.fulfill({ status: answer.status, contentType: 'application/json', body: await answer.text() });
      }
      return route.fulfill({ json: { faults: shown } });
    });
    await page.goto(`${server.url}/editor#/faults`);
    const row = page.locator(`[data-fault="${mine.id}"]`);
    await row.waitFor();
    assert.match(await row.innerText(), /营业时间不对[\s\S]*到十一点/);
    const { violations } = await new AxeBuilder({ page }).include('#panel').analyze();
    assert.deepEqual(violations.map((it) => it.id), []);
    await row.locator('input').fill('已改为十一点');
    await row.locator('[data-action="fault-done"]').click();
    await row.waitFor({ state: 'detached' });
    const kept = (await reports()).find((it) => it.id === mine.id);
    assert.deepEqual([kept.state, kept.note], ['done', '已改为十一点']);
    assert.deepEqual(problems.filter((it) => it.startsWith('page:')), []);
  } finally {
    await context.close();
  }
});
