import { defineConfig, mergeConfig } from 'vite';
import { fileURLToPath } from 'node:url';
import { common } from './vite.config.ts';

/**
 * The planner's workbench is built by itself, into the same folder: sharing chunks with the public page
 * would cost a phone bytes and requests that only planners need.
 */
export default mergeConfig(common, defineConfig({
  build: { emptyOutDir: false, rollupOptions: { input: { planner: fileURLToPath(new URL('planner.html', import.meta.url)) } } },
}) as never);
