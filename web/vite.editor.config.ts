import { defineConfig, mergeConfig } from 'vite';
import { fileURLToPath } from 'node:url';
import { common } from './vite.config.ts';

/** The boundary editor, built by itself as the planner is: the public page shares no bytes with it. */
export default mergeConfig(common, defineConfig({
  build: { emptyOutDir: false, rollupOptions: { input: { editor: fileURLToPath(new URL('editor.html', import.meta.url)) } } },
}) as never);
