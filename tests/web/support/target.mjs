import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The server under test: JINTU_URL, or a stand-in over the shipped data and the built page when it
 * is not set (which says so, since it tests the page only).
 */
export async function target() {
  const given = process.env.JINTU_URL;
  if (given) return { url: given.replace(/\/$/, ''), stop: async () => {} };
  const dist = fileURLToPath(new URL('../../../web/dist/index.html', import.meta.url));
  if (!existsSync(dist)) throw new Error('JINTU_URL is not set and web/dist is not built');
  const { startMock } = await import('./mock-server.mjs');
  const mock = await startMock();
  console.log(`# JINTU_URL is not set: testing against a stand-in at ${mock.url}`);
  return { url: mock.url, stop: mock.close };
}

export const json = async (url) => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
};
