import { load } from './deps.mjs';

/** A real Chromium that draws WebGL in software, so it is slow: waits are long, animations are off. */

const { chromium } = load('playwright-core');

export const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
export const desktop = { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 };

export const launch = () =>
  chromium.launch({
    executablePath: process.env.JINTU_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--lang=zh-CN'],
  });

/**
 * A page that keeps what went wrong on it: console errors, failed scripts, foreign requests, broken policy.
 * Without a service worker unless asked: what a worker fetches no test can hold back.
 */
export async function openPage(browser, url, options = {}) {
  const { hash = '', now, onRequest, ...rest } = options;
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', serviceWorkers: 'block', ...rest });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  if (now) await page.clock.setFixedTime(new Date(now));
  const problems = [];
  const origin = new URL(url).origin;
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`page: ${error.message}`));
  page.on('request', (request) => {
    const to = new URL(request.url());
    onRequest?.(to);
    if (to.origin !== origin && !['data:', 'blob:'].includes(to.protocol)) problems.push(`foreign: ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`csp: ${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(`${url}/${hash}`);
  return { page, context, problems };
}

/** Until the app is there: it takes the place of the page that the server sent. */
export const taken = (page) => page.waitForSelector('.app:not(.served)');

/** Until the list is there and the map, asked for as by a finger, has drawn all it has. */
export async function settled(page) {
  await taken(page);
  await page.waitForSelector('#list .row, .card, .panel, .state');
  await page.dispatchEvent('.map-frame', 'pointerdown');
  await page.waitForSelector('.map[data-state="ready"]', { state: 'attached' });
  await page.waitForSelector('.map[data-idle="true"]', { state: 'attached' });
}
