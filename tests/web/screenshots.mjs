/**
 * Pictures of the page, phone and desktop, by night and by day: `node tests/web/screenshots.mjs URL OUT_DIR [WORD]`.
 * With a word only the views whose name has it. The views with streets are of `bench-city`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { desktop, launch, openPage, phone, settled } from './support/browser.mjs';

const [url, out, word = ''] = process.argv.slice(2);
if (!url || !out) {
  console.error('usage: screenshots.mjs URL OUT_DIR');
  process.exit(2);
}
mkdirSync(out, { recursive: true });

const views = [
  ['z09', '#map=9/39.13/117.3'],
  ['z12', '#map=12/39.127/117.2'],
  ['z15', '#map=15/39.11/117.199'],
  ['z15-buildings', '#map=15/39.085/117.455'],
  ['z13-water', '#map=13/39.24/116.96'],
  ['z12-town', '#map=12/39.08/117.45'],
  ['z16-pois', '#map=16/39.125/117.043'],
  ['z13-rail', '#map=13/39.28/117.2'],
  ['card', '#map=14.2/39.1095/117.199&sel=heritage_blocks/hb01'],
  ['card-rough', '#map=12.2/39.18/117.2&sel=carriers/hebei-creative'],
];
const browser = await launch();
try {
  for (const [name, device] of [['phone', phone], ['desktop', desktop]]) {
    for (const [label, hash] of views) {
      for (const theme of ['night', 'day']) {
        const file = join(out, `${name}-${label}-${theme}.png`);
        if (!file.includes(word)) continue;
        const { page, context, problems } = await openPage(browser, url.replace(/\/$/, ''), { ...device, hash: theme === 'day' ? `${hash}&theme=day` : hash });
        await settled(page);
        await page.screenshot({ path: file });
        console.log(file, problems.length === 0 ? '' : problems);
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
}
