/** The README's pictures: `node tests/web/pictures.mjs URL OUT_DIR`. */
import { join } from 'node:path';
import { desktop, launch, openPage, phone, settled } from './support/browser.mjs';

const [url, out] = process.argv.slice(2);
if (!url || !out) {
  console.error('usage: pictures.mjs URL OUT_DIR');
  process.exit(2);
}
const browser = await launch();
try {
  for (const [name, device, hash] of [
    ['desktop', { ...desktop, viewport: { width: 1280, height: 800 } }, '#map=12.4/39.127/117.2'],
    ['phone', phone, '#map=13.6/39.1568/117.1805&sel=night_streets/ns10'],
  ]) {
    const { page, context, problems } = await openPage(browser, url, { ...device, hash, now: '2026-11-27T20:30:00+08:00' });
    await settled(page);
    const path = join(out, `${name}.jpg`);
    await page.screenshot({ path, type: 'jpeg', quality: 82 });
    console.log(path, problems.length === 0 ? '' : problems);
    await context.close();
  }
} finally {
  await browser.close();
}
