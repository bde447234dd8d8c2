/**
 * Draws web/sprites/{night,day}{,@2x}.{png,json} in Chromium with the code that draws the marks on the page,
 * so that other MapLibre clients of /styles see the same ones. Run by hand when a mark changes: npm run sprites
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const bundled = (entry, format) => {
  const file = here(`../.sprites-${format}.mjs`);
  execFileSync(here('../node_modules/.bin/rolldown'), [here(entry), '--file', file, '--format', format, '--platform', 'node', ...(format === 'iife' ? ['--name', 'marks'] : [])]);
  return file;
};
const namesFile = bundled('./sprite-names.ts', 'esm');
const marksFile = bundled('../src/map/marks.ts', 'iife');
const { spriteNames, spriteSource } = await import(namesFile);
const browser = await chromium.launch({ executablePath: process.env.JINTU_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
await page.addScriptTag({ content: readFileSync(marksFile, 'utf8') });
mkdirSync(here('../sprites'), { recursive: true });
for (const theme of ['night', 'day']) {
  for (const ratio of [1, 2]) {
    const { png, json } = await page.evaluate(({ names, theme, ratio }) => {
      const side = marks.markSize * ratio, across = 12;
      const canvas = document.createElement('canvas');
      canvas.width = across * side;
      canvas.height = Math.ceil(names.length / across) * side;
      const context = canvas.getContext('2d');
      const json = {};
      names.forEach((name, index) => {
        const x = (index % across) * side, y = Math.floor(index / across) * side;
        context.putImageData(marks.drawMark(name, theme, ratio, '"Noto Sans CJK SC", sans-serif'), x, y);
        json[name] = { x, y, width: side, height: side, pixelRatio: ratio };
      });
      return { png: canvas.toDataURL('image/png').split(',')[1], json };
    }, { names: spriteNames(), theme, ratio });
    const file = here(`../sprites/${theme}${ratio === 2 ? '@2x' : ''}`);
    writeFileSync(`${file}.png`, Buffer.from(png, 'base64'));
    writeFileSync(`${file}.json`, `${JSON.stringify(json)}\n`);
  }
}
writeFileSync(here('../sprites/SOURCE'), `night ${spriteSource('night')}\nday ${spriteSource('day')}\n`);
await browser.close();
rmSync(namesFile);
rmSync(marksFile);
