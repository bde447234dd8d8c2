/**
 * Writes data/pinyin.json: the readings of the 6,763 characters of GB 2312, from pinyin-pro (MIT), which is asked here
 * and never shipped. Run it in a folder where `npm install pinyin-pro` was run: `node web/scripts/pinyin.mjs`.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { pinyin } = createRequire(`${process.cwd()}/`)('pinyin-pro');
const decoder = new TextDecoder('gb18030');
const table = {};
for (let row = 0xb0; row <= 0xf7; row++)
  for (let column = 0xa1; column <= 0xfe; column++) {
    const character = decoder.decode(new Uint8Array([row, column]));
    if (character < '一' || character > '龥') continue;
    table[character] = [...new Set(pinyin(character, { toneType: 'none', multiple: true, type: 'array', v: true }))].join(' ');
  }
const lines = Object.entries(table).map(([character, readings]) => `${JSON.stringify(character)}:${JSON.stringify(readings)}`);
let text = '{';
for (let i = 0; i < lines.length; i += 12) text += `${i === 0 ? '\n' : ',\n'}${lines.slice(i, i + 12).join(',')}`;
writeFileSync(new URL('../../data/pinyin.json', import.meta.url), `${text}\n}\n`);
