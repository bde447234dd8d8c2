import { createRequire } from 'node:module';

/** The browser tests use the packages of `web/`: one lockfile, one install. */
const require = createRequire(new URL('../../../web/package.json', import.meta.url));

export function load(name) {
  const module = require(name);
  return module?.default ?? module;
}

export const loadAll = (name) => require(name);
