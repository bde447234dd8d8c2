import { afterEach, describe, expect, it, vi } from 'vitest';
import { guidesOf, readRoads } from '../src/data/roads-api.ts';
import { Guides, type Guide } from '../src/domain/editing/guides.ts';
import { planeOf, type Position } from '../src/domain/editing/plane.ts';
import { cornersOf } from '../src/domain/editing/sketch.ts';
import { snapTo } from '../src/domain/editing/snap.ts';
import { randomOf } from './support/mosaic.ts';

const road = (id: string, ...line: Position[]): Guide => ({ id, kind: 'minor', names: { zh: id, en: id }, line });
const withRoads = (...roads: Guide[]): Guides => {
  const guides = new Guides();
  guides.add(roads);
  return guides;
};

describe('lines to snap to', () => {
  it('gives the nearest place on a line, a bend or an end where that is near', () => {
    const guides = withRoads(road('a', [117.2, 39.1], [117.21, 39.1], [117.21, 39.11]));
    const aside = guides.near([117.205, 39.10002], 0.0001)!;
    expect([aside.guide.id, aside.piece, aside.corner]).toEqual(['a', 0, false]);
    expect(aside.at[1]).toBeCloseTo(39.1, 12);
    expect(aside.at[0]).toBeCloseTo(117.205, 12);
    expect(guides.near([117.20997, 39.10002], 0.0001)).toMatchObject({ corner: true, at: [117.21, 39.1] });
    expect(guides.near([117.2, 39.0999], 0.00009)).toBeNull();
  });
  it('finds what a look at every piece finds, on random lines of every length and slope', () => {
    const random = randomOf(7);
    const place = (size: number): Position => [117.2 + (random() - 0.5) * size, 39.1 + (random() - 0.5) * size];
    const roads = Array.from({ length: 300 }, (_, i) => road(`r${i}`, ...Array.from({ length: 2 + Math.floor(random() * 4) }, () => place(i % 3 === 0 ? 0.2 : 0.02))));
    // Along the edges of the grid's cells, too.
    roads.push(road('upright', [117.2, 39.0], [117.2, 39.2]), road('level', [117.1, 39.1], [117.3, 39.1]), road('point', [117.2, 39.1], [117.2, 39.1]));
    const guides = withRoads(...roads);
    for (let k = 0; k < 2000; k++) {
      const at = place(0.05);
      const reach = 0.00002 + random() * 0.003;
      const squeeze = Math.cos((at[1] * Math.PI) / 180);
      let least = Infinity;
      for (const { line } of roads)
        for (let i = 0; i + 1 < line.length; i++) {
          const [px, py, qx, qy] = [(line[i]![0] - at[0]) * squeeze, line[i]![1] - at[1], (line[i + 1]![0] - at[0]) * squeeze, line[i + 1]![1] - at[1]];
          const length = (qx - px) ** 2 + (qy - py) ** 2;
          const share = length === 0 ? 0 : Math.max(0, Math.min(1, -(px * (qx - px) + py * (qy - py)) / length));
          if (length > 0) least = Math.min(least, Math.hypot(px + share * (qx - px), py + share * (qy - py)));
        }
      const found = guides.near(at, reach);
      if (least > reach) expect(found).toBeNull();
      else if (!found!.corner) expect(Math.hypot((found!.at[0] - at[0]) * squeeze, found!.at[1] - at[1])).toBeCloseTo(least, 10);
      else expect(Math.hypot((found!.at[0] - at[0]) * squeeze, found!.at[1] - at[1])).toBeLessThanOrEqual(reach / 2);
    }
  });
  it('counts a line that comes twice once', () => {
    const guides = withRoads(road('a', [0, 0], [1, 1]), road('a', [0, 0], [1, 1]));
    expect(guides.size).toBe(1);
  });
});

describe('snapping to roads', () => {
  const plane = planeOf([{ key: 'carriers/a', geometry: { type: 'Polygon', coordinates: [[[117.2, 39.1], [117.21, 39.1], [117.21, 39.11], [117.2, 39.11], [117.2, 39.1]]] } }]);
  const guides = withRoads(road('a', [117.19, 39.09995], [117.22, 39.09995]), road('b', [117.215, 39.09], [117.215, 39.12]));
  it('a border goes before a road, even one that is nearer', () => {
    expect(snapTo(plane, [117.205, 39.09996], { reach: 0.0002, guides })).toMatchObject({ edge: expect.anything(), key: 'carriers/a' });
    expect(snapTo(plane, [117.205, 39.09996], { reach: 0.00002, guides })!.road!.guide.id).toBe('a');
    expect(snapTo(plane, [117.2151, 39.105], { reach: 0.0002, guides })!.road!.guide.id).toBe('b');
    expect(snapTo(plane, [117.2151, 39.105], { reach: 0.0002 })).toBeNull();
  });
  it('of a road only the place is taken: the corner is a new vertex, and no border gets one', () => {
    const on = snapTo(plane, [117.2151, 39.105], { reach: 0.0002, guides })!;
    const { steps, corners } = cornersOf(plane, [on], { closed: false, follows: true });
    expect(steps).toEqual([]);
    expect(corners).toEqual([on.road!.at]);
  });
});

describe('roads of the server', () => {
  afterEach(() => vi.unstubAllGlobals());
  const feature = (id: number, properties: object, coordinates: unknown = [[117.2, 39.1], [117.21, 39.1]], type = 'LineString') => ({ type: 'Feature', id, properties, geometry: { type, coordinates } }) as GeoJSON.Feature;
  it('reads page after page, and says whether it was all', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', (path: string) => {
      asked.push(path);
      const last = path.includes('after=2');
      return Promise.resolve(new Response(JSON.stringify({ features: [feature(asked.length, { class: 'minor', name: '路' })], links: last ? [] : [{ rel: 'next', href: `http://elsewhere:1/ogc/collections/osm_roads/items?after=${asked.length}` }] })));
    });
    const found: Guide[] = [];
    expect(await readRoads([117.2, 39.1, 117.21, 39.11], 5, (some) => found.push(...some))).toBe(true);
    expect(asked[0]).toBe('/ogc/collections/osm_roads/items?limit=1000&bbox=117.200000,39.100000,117.210000,39.110000&properties=class,name,name_en,tunnel');
    expect(asked.slice(1)).toEqual(['/ogc/collections/osm_roads/items?after=1', '/ogc/collections/osm_roads/items?after=2']);
    expect(found.map(({ id }) => id)).toEqual(['1/0', '2/0', '3/0']);
    asked.length = 0;
    expect(await readRoads([117.2, 39.1, 117.21, 39.11], 2, () => undefined)).toBe(false);
    expect(asked).toHaveLength(2);
  });
  it('leaves out what runs in a tunnel, and takes each line of several', () => {
    expect(guidesOf(feature(1, { tunnel: true }))).toEqual([]);
    expect(guidesOf(feature(2, { class: 'path' }, [[[0, 0], [1, 1]], [[2, 2], [3, 3]]], 'MultiLineString')).map(({ id, names }) => [id, names.zh])).toEqual([['2/0', ''], ['2/1', '']]);
    expect(guidesOf(feature(3, { name: '南京路', name_en: 'Nanjing Road' }))[0]!.names).toEqual({ zh: '南京路', en: 'Nanjing Road' });
  });
});
