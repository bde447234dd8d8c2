/**
 * npm skips an optional package whose `engines` its own Node does not meet. Where npm runs on an
 * older Node than the one the tools run on (the development dependency `node`), that would leave out
 * the native half of the bundler. So optional packages state no engines in the lockfile.
 * Run after every `npm install`; `test/lockfile.test.ts` checks it.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
for (const entry of Object.values(lock.packages)) {
  if (entry.optional) delete entry.engines;
  delete entry.resolved;
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
