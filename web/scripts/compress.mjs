/**
 * Writes a `.br` and a `.gz` twin, at the highest level, beside every file of the build that
 * compresses, and prints the sizes. The server hands out the twins and never compresses by itself.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = process.argv[2] ?? 'dist';
const compressible = new Set(['.html', '.js', '.mjs', '.css', '.svg', '.json', '.webmanifest', '.txt', '.map']);

const files = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? files(path) : [path];
});

const rows = [];
for (const path of files(root).filter((it) => compressible.has(extname(it))).sort()) {
  const bytes = readFileSync(path);
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  writeFileSync(`${path}.gz`, gzip);
  writeFileSync(`${path}.br`, brotli);
  rows.push([relative(root, path), bytes.length, gzip.length, brotli.length]);
}
const kb = (n) => `${(n / 1000).toFixed(1)} kB`.padStart(11);
const sum = (at) => rows.reduce((total, row) => total + row[at], 0);
const width = Math.max(...rows.map(([name]) => name.length), 5);
console.log(`\n${'file'.padEnd(width)}${'raw'.padStart(11)}${'gzip'.padStart(11)}${'brotli'.padStart(11)}`);
for (const [name, ...sizes] of rows) console.log(name.padEnd(width) + sizes.map(kb).join(''));
console.log('total'.padEnd(width) + [1, 2, 3].map((at) => kb(sum(at))).join(''));
