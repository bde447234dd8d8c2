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
    ['desktop', { ...desktop, viewport: { width: 1280, height: 800 } }, '#map=12/39.127/117.2'],
    ['phone', phone, '#map=14.2/39.1095/117.199&sel=heritage_blocks/hb01'],
  ]) {
    const { page, context, problems } = await openPage(browser, url, { ...device, hash });
    await settled(page);
    const path = join(out, `${name}.jpg`);
    await page.screenshot({ path, type: 'jpeg', quality: 82 });
    console.log(path, problems.length === 0 ? '' : problems);
    await context.close();
  }
} finally {
  await browser.close();
}
