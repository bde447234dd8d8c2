import { defineConfig, type Plugin } from 'vite';
import { fileURLToPath } from 'node:url';
import { shell } from './scripts/shell.ts';
import { stations } from './scripts/stations.ts';
import { styles } from './scripts/styles.ts';
import { followingTheSystem, stylesheet } from './src/map/style/tokens.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The tokens as a stylesheet, so that one file feeds the map and the page. */
function tokensCss(): Plugin {
  const id = '\0tokens.css';
  return {
    name: 'jintu-tokens',
    resolveId: (source) => (source === 'virtual:tokens.css' ? id : undefined),
    load: (loaded) => (loaded === id ? stylesheet() : undefined),
  };
}

/** For pages that the server makes: the tokens at an address that stays. Without a theme of its own a page has the reader's. */
function tokensFile(): Plugin {
  return {
    name: 'jintu-tokens-file',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'tokens.css', source: `${stylesheet()}\n${followingTheSystem()}\n` });
    },
  };
}

/** Of every page of this folder. */
export const common = {
  plugins: [tokensCss()],
  worker: { format: 'es' },
  build: { target: 'es2022', sourcemap: false, assetsInlineLimit: 0, chunkSizeWarningLimit: 1200, modulePreload: { polyfill: false } },
} as const;

/** What `entry` needs at once, in one file where it would be a dozen. */
function whole(name: string, entry: string) {
  let within: Set<string> | null = null;
  return (id: string, build: { getModuleInfo(id: string): { importedIds: readonly string[] } | null }): string | null => {
    if (within === null) {
      within = new Set();
      const visit = (next: string): void => {
        // What reads the entry itself is there before it.
        if (within!.has(next) || next.includes('preload-helper')) return;
        within!.add(next);
        build.getModuleInfo(next)?.importedIds.forEach(visit);
      };
      within = new Set();
      visit(here(entry));
    }
    return within.has(id) ? name : null;
  };
}

export default defineConfig({
  ...common,
  plugins: [tokensCss(), tokensFile(), stations(here('../data')), shell(here('public')), styles(here('sprites'))],
  server: { proxy: devProxy(), fs: { allow: ['..'] } }, // ../data/holidays.json
  build: {
    ...common.build,
    rollupOptions: {
      input: { index: here('index.html'), sw: here('src/offline/worker.ts') },
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'), codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: whole('start', 'src/apps/public/start.tsx') }] } },
    },
  },
  test: { include: ['test/**/*.test.ts'], environment: 'node' },
} as Parameters<typeof defineConfig>[0]);

/** `vite dev` shows the pages of this folder with the data of a server running elsewhere. */
function devProxy(): Record<string, string> {
  const target = (globalThis as unknown as { process: { env: Record<string, string | undefined> } }).process.env['JINTU_URL'] ?? 'http://127.0.0.1:8080';
  return { '/api': target, '/tiles': target, '/ogc': target, '/siting': target, '/auth': target, '/changes': target, '/faults': target, '/releases': target };
}
