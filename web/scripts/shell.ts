import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Tells the service worker (`/sw.js`) which files make up the page, and a version that changes with any of them. */
export function shell(publicDir: string): Plugin {
  return {
    name: 'jintu-shell',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const hash = createHash('sha256');
      const files = ['/'];
      for (const [name, output] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
        if (name === 'sw.js') continue;
        hash.update(name).update(output.type === 'chunk' ? output.code : output.source);
        if (name !== 'index.html' && name !== 'tokens.css') files.push(`/${name}`);
      }
      for (const name of readdirSync(publicDir).sort()) {
        hash.update(name).update(readFileSync(`${publicDir}/${name}`));
        files.push(`/${name}`);
      }
      const worker = bundle['sw.js'];
      if (worker?.type !== 'chunk' || !worker.code.includes('__SHELL__')) this.error('sw.js does not ask for its shell');
      if (/^\s*(import|export)\b/m.test(worker.code)) this.error('sw.js must be one plain script');
      worker.code = worker.code.replace('__SHELL__', JSON.stringify({ version: hash.digest('hex').slice(0, 12), files }));
    },
  };
}
