import { ask } from '../kit/http/http.ts';
import type { Guide } from '../domain/editing/guides.ts';

/** The roads of an imported extract, in the precision in which they are stored: the collection `osm_roads` of `docs/http.md`. */

interface Page {
  readonly features: readonly GeoJSON.Feature[];
  readonly links?: readonly { readonly rel: string; readonly href: string }[];
}

/**
 * Page after page of at most 1,000 roads that pass a box (west, south, east, north in degrees), `most` pages; whether that was all of them.
 * Roads in tunnels are left out: nothing is seen of them on the ground. Throws `HttpError`, 404 where no extract was imported.
 */
export async function readRoads(box: readonly [number, number, number, number], most: number, take: (roads: readonly Guide[]) => void, signal?: AbortSignal): Promise<boolean> {
  let path: string | undefined = `/ogc/collections/osm_roads/items?limit=1000&bbox=${box.map((it) => it.toFixed(6)).join()}&properties=class,name,name_en,tunnel`;
  for (let page = 0; path !== undefined; page++) {
    if (page >= most) return false;
    const response: Response = await ask(path, { headers: { accept: 'application/geo+json' }, ...(signal && { signal }) });
    const { features, links } = (await response.json()) as Page;
    take(features.flatMap(guidesOf));
    const next = links?.find(({ rel }) => rel === 'next')?.href;
    // The address by which this page knows the server, whatever the server calls itself.
    const to = next === undefined ? null : new URL(next, 'http://-');
    path = to ? to.pathname + to.search : undefined;
  }
  return true;
}

export function guidesOf({ id, geometry, properties }: GeoJSON.Feature): Guide[] {
  const lines = geometry?.type === 'LineString' ? [geometry.coordinates] : geometry?.type === 'MultiLineString' ? geometry.coordinates : [];
  if (properties?.['tunnel'] === true) return [];
  const text = (name: string): string => (typeof properties?.[name] === 'string' ? (properties[name] as string) : '');
  return lines.map((line, i) => ({
    id: `${id}/${i}`, kind: text('class'), names: { zh: text('name'), en: text('name_en') || text('name') }, line: line.map(([lon, lat]) => [lon!, lat!] as const),
  }));
}
