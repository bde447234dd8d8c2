import { ask } from '../kit/http/http.ts';
import type { LonLat } from '../domain/types.ts';

/** Walks on the city's network: `docs/http.md`. */

const at = ([lon, lat]: LonLat): string => `${lon.toFixed(6)},${lat.toFixed(6)}`;

/** Metres from each point to each; null where there is no walk of an hour. Throws HttpError: 404 without a network. */
export async function getWalkTable(points: readonly LonLat[], signal?: AbortSignal): Promise<(number | null)[][]> {
  const response = await ask(`/api/walks?points=${points.map(at).join(';')}`, { ...(signal && { signal }) });
  return ((await response.json()) as { metres: (number | null)[][] }).metres;
}

/** The line of one walk; null where there is none. */
export async function getWalk(from: LonLat, to: LonLat, signal?: AbortSignal): Promise<LonLat[] | null> {
  const response = await ask(`/api/walk?from=${at(from)}&to=${at(to)}`, { ...(signal && { signal }) });
  return ((await response.json()) as { walk: { line: LonLat[] } | null }).walk?.line ?? null;
}
