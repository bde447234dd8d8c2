import { readFileSync } from 'node:fs';
import geodesic from 'geographiclib-geodesic';
import { describe, expect, it } from 'vitest';
import { positionIn, positionsIn, listOf } from '../src/domain/editing/coordinates.ts';
import { edgesOfArea, segmentsMeet } from '../src/domain/editing/faults.ts';
import { Journal } from '../src/domain/editing/journal.ts';
import { degreesOf, hectares, measuresOf, metresBetween, mu } from '../src/domain/editing/measures.ts';
import { done, type Operation } from '../src/domain/editing/operations.ts';
import { changedKeys, geometryOf, planeOf, type AreaFeature, type Plane, type Position } from '../src/domain/editing/plane.ts';
import { along, snapTo } from '../src/domain/editing/snap.ts';
import { bricks, randomOf } from './support/mosaic.ts';

const square = (key: string, west: number, south: number, size = 1): AreaFeature => ({
  key: `parks/${key}`,
  geometry: { type: 'Polygon', coordinates: [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]] },
});
const at = (plane: Plane, lon: number, lat: number): number => plane.positions.findIndex(([x, y]) => x === lon && y === lat);
const must = (plane: Plane, ...operations: Operation[]): Plane =>
  operations.reduce((now, operation) => {
    const outcome = done(now, operation);
    expect(outcome.refusal).toBeUndefined();
    return outcome.plane!;
  }, plane);
const refused = (plane: Plane, operation: Operation): string | undefined => done(plane, operation).refusal?.code;
const ringOf = (plane: Plane, key: string): number[][] => (geometryOf(plane, key) as GeoJSON.Polygon).coordinates[0]!;
const holds = (plane: Plane, key: string, lon: number, lat: number): boolean => JSON.stringify(geometryOf(plane, key)).includes(JSON.stringify([lon, lat]));

describe('a plane', () => {
  it('names a vertex that two areas share once', () => {
    const plane = planeOf([square('a', 0, 0), square('b', 1, 0)]);
    expect(plane.positions).toHaveLength(6);
  });
  it('takes coordinates that differ in the last digit for one vertex', () => {
    const plane = planeOf([square('a', 117, 39), { key: 'parks/b', geometry: { type: 'Polygon', coordinates: [[[118 + 1e-14, 39], [119, 39], [119, 40], [118, 40 - 1e-14], [118 + 1e-14, 39]]] } }]);
    expect(plane.positions).toHaveLength(6);
  });
  it('sets the corner of one area into the edge of its neighbour', () => {
    const plane = planeOf([square('a', 0, 0, 2), square('b', 2, 0), square('c', 2, 1)]);
    expect(plane.areas.get('parks/a')![0]![0]).toContain(at(plane, 2, 1));
  });
  it('gives each area back as it came, whichever way its rings ran', () => {
    const feature = square('a', 0, 0);
    const hole = [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8], [0.2, 0.2]];
    const geometry = { type: 'Polygon' as const, coordinates: [(feature.geometry as GeoJSON.Polygon).coordinates[0]!, hole] };
    const plane = planeOf([{ key: 'parks/a', geometry }]);
    const [outer, inner] = (geometryOf(plane, 'parks/a') as GeoJSON.Polygon).coordinates;
    expect(outer).toEqual(geometry.coordinates[0]);
    expect(inner).toEqual([...hole].reverse());
  });
});

describe('a border that two areas share', () => {
  const two = planeOf([square('a', 0, 0), square('b', 1, 0)]);
  it('moves for both', () => {
    const moved = must(two, { do: 'move', vertices: [at(two, 1, 1)], to: [[1.2, 1.1]] });
    expect(holds(moved, 'parks/a', 1.2, 1.1)).toBe(true);
    expect(holds(moved, 'parks/b', 1.2, 1.1)).toBe(true);
  });
  it('moves for both after a vertex was inserted, and after that was moved', () => {
    const edge = [at(two, 1, 0), at(two, 1, 1)] as const;
    const inserted = must(two, { do: 'insert', edge, at: [1, 0.5] });
    const vertex = inserted.positions.length - 1;
    const moved = must(inserted, { do: 'move', vertices: [vertex], to: [[1.3, 0.4]] }, { do: 'insert', edge: [vertex, edge[1]], at: [1.2, 0.7] });
    for (const key of ['parks/a', 'parks/b']) expect([holds(moved, key, 1.3, 0.4), holds(moved, key, 1.2, 0.7)]).toEqual([true, true]);
  });
  it('moves for all pieces after a split', () => {
    const edge = [at(two, 1, 0), at(two, 1, 1)] as const;
    const inserted = must(two, { do: 'insert', edge, at: [1, 0.5] });
    const middle = inserted.positions.length - 1;
    const other = must(inserted, { do: 'insert', edge: [at(two, 0, 0), at(two, 0, 1)], at: [0, 0.5] });
    const cut = must(other, { do: 'split', key: 'parks/a', line: [middle, other.positions.length - 1], into: 'parks/new' });
    const moved = must(cut, { do: 'move', vertices: [middle], to: [[1.2, 0.5]] });
    for (const key of ['parks/a', 'parks/b', 'parks/new']) expect(holds(moved, key, 1.2, 0.5)).toBe(true);
  });
  it('moves for all three at a T-junction', () => {
    const three = planeOf([square('a', 0, 0, 2), square('b', 2, 0), square('c', 2, 1)]);
    const moved = must(three, { do: 'move', vertices: [at(three, 2, 1)], to: [[1.7, 1.2]] });
    for (const key of ['parks/a', 'parks/b', 'parks/c']) expect(holds(moved, key, 1.7, 1.2)).toBe(true);
  });
  it('loses a vertex for both, but not the one where three meet', () => {
    const edge = [at(two, 1, 0), at(two, 1, 1)] as const;
    const inserted = must(two, { do: 'insert', edge, at: [1.1, 0.5] });
    const back = must(inserted, { do: 'delete', vertex: inserted.positions.length - 1 });
    expect(geometryOf(back, 'parks/a')).toEqual(geometryOf(two, 'parks/a'));
    expect(geometryOf(back, 'parks/b')).toEqual(geometryOf(two, 'parks/b'));
    const three = planeOf([square('a', 0, 0, 2), square('b', 2, 0), square('c', 2, 1)]);
    expect(refused(three, { do: 'delete', vertex: at(three, 2, 1) })).toBe('junction');
  });
  it('moves as an edge, and as a whole part', () => {
    const edge = [at(two, 1, 0), at(two, 1, 1)];
    const moved = must(two, { do: 'move', vertices: edge, to: [[1.25, 0], [1.25, 1]] });
    expect(ringOf(moved, 'parks/a').map(([lon]) => lon)).toContain(1.25);
    expect(ringOf(moved, 'parks/b').map(([lon]) => lon)).toContain(1.25);
    const alone = planeOf([square('a', 0, 0)]);
    const part = [...alone.areas.get('parks/a')![0]![0]!];
    const shifted = must(alone, { do: 'move', vertices: part, to: part.map((it): Position => [alone.positions[it]![0] + 3, alone.positions[it]![1]]) });
    expect(ringOf(shifted, 'parks/a')[0]).toEqual([3, 0]);
  });
});

describe('an operation that would make areas lie on each other', () => {
  const plane = planeOf([square('a', 0, 0), square('b', 1, 0), square('c', 5, 0)]);
  it.each([
    ['a vertex across the far border of the neighbour', { do: 'move', vertices: [at(plane, 1, 1)], to: [[2.5, 0.4]] }],
    ['a ring across itself', { do: 'move', vertices: [at(plane, 0, 0)], to: [[0.5, 2]] }],
    ['a corner onto another area', { do: 'move', vertices: [at(plane, 2, 1)], to: [[5.5, 0.5]] }],
    ['an area drawn in another', { do: 'draw', key: 'parks/n', as: 'area', ring: [[0.2, 0.2], [0.8, 0.2], [0.5, 0.8]] }],
    ['an area drawn around another', { do: 'draw', key: 'parks/n', as: 'area', ring: [[4, -1], [7, -1], [7, 3], [4, 3]] }],
    ['an area drawn over a border', { do: 'draw', key: 'parks/n', as: 'area', ring: [[1.5, 0.5], [3, 0.5], [3, 3]] }],
    ['the same area again', { do: 'draw', key: 'parks/n', as: 'area', ring: [at(plane, 0, 0), at(plane, 1, 0), at(plane, 1, 1), at(plane, 0, 1)] }],
  ] as [string, Operation][])('is refused: %s', (_, operation) => {
    expect(['overlap', 'self_intersection']).toContain(refused(plane, operation));
  });
  it('says where', () => {
    const { refusal } = done(plane, { do: 'move', vertices: [at(plane, 2, 1)], to: [[5.5, 0.5]] });
    expect(refusal!.keys).toContain('parks/c');
    expect(refusal!.at![0]).toBeGreaterThan(4.9);
  });
  it('is done where the fault was there before', () => {
    const bad = planeOf([square('a', 0, 0), square('b', 0.5, 0.5)]);
    expect(refused(bad, { do: 'move', vertices: [at(bad, 0, 0)], to: [[-0.2, -0.1]] })).toBeUndefined();
    expect(refused(bad, { do: 'move', vertices: [at(bad, 1.5, 1.5)], to: [[1.8, 1.6]] })).toBeUndefined();
  });
  it('is done over areas of another layer', () => {
    const layers = planeOf([square('a', 0, 0), { ...square('x', 0.2, 0.2), key: 'districts/x' }]);
    expect(refused(layers, { do: 'move', vertices: [at(layers, 1, 1)], to: [[1.1, 1.3]] })).toBeUndefined();
  });
});

describe('holes and parts', () => {
  const one = planeOf([square('a', 0, 0, 4)]);
  const hole: Operation = { do: 'draw', key: 'parks/a', as: 'hole', ring: [[1, 1], [2, 1], [2, 2], [1, 2]] };
  it('are drawn, filled, and taken away', () => {
    const holed = must(one, hole);
    expect((geometryOf(holed, 'parks/a') as GeoJSON.Polygon).coordinates).toHaveLength(2);
    const filled = must(holed, { do: 'draw', key: 'parks/b', as: 'area', ring: [1, 2, 3, 4].map((i) => i + 3) });
    expect(refused(filled, { do: 'erase', key: 'parks/a', part: 0, hole: 1 })).toBe('overlap');
    const moved = must(filled, { do: 'move', vertices: [at(filled, 2, 2)], to: [[2.5, 2.4]] });
    for (const key of ['parks/a', 'parks/b']) expect(holds(moved, key, 2.5, 2.4)).toBe(true);
    expect(geometryOf(must(holed, { do: 'erase', key: 'parks/a', part: 0, hole: 1 }), 'parks/a')).toEqual(geometryOf(one, 'parks/a'));
  });
  it('stay where they belong', () => {
    const holed = must(one, hole);
    expect(refused(one, { do: 'draw', key: 'parks/a', as: 'hole', ring: [[5, 5], [6, 5], [6, 6]] })).toBe('hole_outside');
    expect(refused(holed, { do: 'move', vertices: [4, 5, 6, 7], to: [[6, 1], [7, 1], [7, 2], [6, 2]] })).toBe('hole_outside');
    expect(['self_intersection', 'nested_shells']).toContain(refused(one, { do: 'draw', key: 'parks/a', as: 'part', ring: [[1, 1], [2, 1], [2, 2]] }));
    const parts = must(one, { do: 'draw', key: 'parks/a', as: 'part', ring: [[5, 0], [6, 0], [6, 1]] });
    expect(geometryOf(parts, 'parks/a')!.type).toBe('MultiPolygon');
    expect(geometryOf(must(parts, { do: 'erase', key: 'parks/a', part: 1 }), 'parks/a')).toEqual(geometryOf(one, 'parks/a'));
  });
});

describe('split and merge', () => {
  const two = planeOf([square('a', 0, 0), square('b', 1, 0)]);
  it('undo each other but for the vertices of the cut', () => {
    const cut = must(two, { do: 'split', key: 'parks/a', line: [at(two, 0, 0), [0.6, 0.4], at(two, 1, 1)], into: 'parks/n' });
    expect(measuresOf(cut, cut.areas.get('parks/a')!).squareMetres).toBeGreaterThan(measuresOf(cut, cut.areas.get('parks/n')!).squareMetres);
    const whole = must(cut, { do: 'merge', keys: ['parks/a', 'parks/n'] });
    expect(whole.areas.has('parks/n')).toBe(false);
    expect(new Set(ringOf(whole, 'parks/a').map(String))).toEqual(new Set(ringOf(two, 'parks/a').map(String)));
  });
  it('leave an island a hole', () => {
    const ring = must(planeOf([square('a', 0, 0, 4)]), { do: 'draw', key: 'parks/a', as: 'hole', ring: [[1, 1], [2, 1], [2, 2], [1, 2]] });
    const halves = must(ring, { do: 'split', key: 'parks/a', line: [at(ring, 0, 0), [0.5, 3], at(ring, 4, 4)], into: 'parks/n' });
    const counts = ['parks/a', 'parks/n'].map((key) => halves.areas.get(key)![0]!.length);
    expect(counts.sort()).toEqual([1, 2]);
    const again = must(halves, { do: 'merge', keys: ['parks/n', 'parks/a'] });
    expect(again.areas.get('parks/n')![0]).toHaveLength(2);
  });
  it('refuse a line along the edge, and areas that do not touch', () => {
    expect(refused(two, { do: 'split', key: 'parks/a', line: [at(two, 0, 0), at(two, 1, 0)], into: 'parks/n' })).toBe('not_across');
    expect(refused(two, { do: 'split', key: 'parks/a', line: [at(two, 0, 0), [0.5, -1], at(two, 1, 0)], into: 'parks/n' })).toBe('not_across');
    const far = planeOf([square('a', 0, 0), square('b', 5, 0)]);
    expect(refused(far, { do: 'merge', keys: ['parks/a', 'parks/b'] })).toBe('not_neighbours');
  });
  it('join areas around a third one', () => {
    const ring = planeOf([square('a', 0, 0, 3), square('m', 1, 1)].slice(1).concat([
      { key: 'parks/west', geometry: { type: 'Polygon', coordinates: [[[0, 0], [3, 0], [2, 1], [1, 1], [1, 2], [0, 3], [0, 0]]] } },
      { key: 'parks/east', geometry: { type: 'Polygon', coordinates: [[[3, 0], [3, 3], [0, 3], [1, 2], [2, 2], [2, 1], [3, 0]]] } },
    ]));
    const joined = must(ring, { do: 'merge', keys: ['parks/west', 'parks/east'] });
    expect(joined.areas.get('parks/west')![0]).toHaveLength(2);
  });
});

describe('a journal of twenty thousand steps', () => {
  it('is taken back without doing each step anew again and again', () => {
    const two = planeOf([square('a', 0, 0), square('b', 1, 0)]);
    let looks = 0;
    const step = (k: number): Operation => {
      const move = { do: 'move', vertices: [at(two, 0, 0)], to: [[-0.1 - (k % 7) / 100, 0]] } as const;
      return Object.defineProperty({ ...move }, 'do', { get: () => (looks++, 'move') });
    };
    const journal = new Journal(two);
    const steps = 20_000;
    for (let k = 0; k < steps; k++) journal.do(step(k));
    const forth = looks;
    for (let k = 0; k < 60; k++) journal.undo();
    expect(looks).toBe(forth); // the last ones are known
    let most = 0;
    for (let before = looks; journal.undo(); before = looks) most = Math.max(most, looks - before);
    expect(journal.now).toBe(two);
    expect(most).toBeLessThan(forth / 40); // one step back never means a great part of the way
    expect(looks - forth).toBeLessThan(6 * forth);
  });
});

describe('snapping', () => {
  const two = planeOf([square('a', 0, 0), square('b', 1.1, 0)]);
  it('finds vertices before edges', () => {
    expect(snapTo(two, [1.04, 0.02], { reach: 0.08 })!.vertex).toBe(at(two, 1, 0));
    expect(snapTo(two, [1.03, 0.5], { reach: 0.08 })!.edge).toBeDefined();
    expect(snapTo(two, [1.05, 0.5], { reach: 0.01 })).toBeNull();
  });
  it('joins what was near, for good', () => {
    const joined = must(two, { do: 'join', vertex: at(two, 1.1, 0), onto: at(two, 1, 0) }, { do: 'join', vertex: at(two, 1.1, 1), onto: at(two, 1, 1) });
    const moved = must(joined, { do: 'move', vertices: [at(two, 1, 1)], to: [[1.05, 1.2]] });
    for (const key of ['parks/a', 'parks/b']) expect(holds(moved, key, 1.05, 1.2)).toBe(true);
  });
  it('sets a vertex into the edge that it is put on', () => {
    const vertex = at(two, 1.1, 0);
    const put = must(two, { do: 'attach', vertex, edge: [at(two, 1, 0), at(two, 1, 1)], at: [1, 0.25] });
    const moved = must(put, { do: 'move', vertices: [vertex], to: [[1.05, 0.3]] });
    for (const key of ['parks/a', 'parks/b']) expect(holds(moved, key, 1.05, 0.3)).toBe(true);
  });
  it('follows a border the shorter way', () => {
    const plane = planeOf([square('a', 0, 0, 2), square('b', 2, 0), square('c', 2, 1)]);
    expect(along(plane.areas.values(), at(plane, 2, 0), at(plane, 2, 2))).toEqual([at(plane, 2, 1)]);
  });
});

describe('measures', () => {
  it('are those of the ellipsoid', () => {
    const plane = planeOf([square('a', 117, 39)]);
    const { squareMetres, perimeter } = measuresOf(plane, plane.areas.get('parks/a')!);
    // GeographicLib's polygons have geodesics for edges: along a parallel they come near it in small steps.
    const polygon = geodesic.Geodesic.WGS84.Polygon(false);
    const steps = 2000;
    for (let i = 0; i <= steps; i++) polygon.AddPoint(39, 117 + i / steps);
    for (let i = 0; i <= steps; i++) polygon.AddPoint(40, 118 - i / steps);
    expect(Math.abs(squareMetres / polygon.Compute(false, true).area! - 1)).toBeLessThan(1e-9);
    // pyproj 3: the same corners, and lines of 111 km north to south.
    expect(perimeter).toBeCloseTo(394069.4686790086, 4);
    expect(mu(10_000)).toBe(15);
    expect(hectares(25_000)).toBe(2.5);
    const [dx, dy] = degreesOf(10, 39);
    expect(metresBetween([117, 39], [117 + dx, 39])).toBeCloseTo(10, 4);
    expect(metresBetween([117, 39], [117, 39 + dy])).toBeCloseTo(10, 4);
  });
});

describe('coordinates that are typed', () => {
  it.each(['117.2 39.1', '39.1, 117.2', '117.2，39.1', '39.1N 117.2E', '东经117.2 北纬39.1', '117°12′0″ 39°6′', '39°6′N, 117°12′E'])('%s is a place', (text) => {
    const [lon, lat] = positionIn(text)!;
    expect(lon).toBeCloseTo(117.2, 9);
    expect(lat).toBeCloseTo(39.1, 9);
  });
  it.each(['', '117.2', '117.2 39.1 5', 'abc def', '300 39', '117°75′ 39°'])('%s is none', (text) => {
    expect(positionIn(text)).toBeNull();
  });
  it('come back from the list that was copied', () => {
    const positions: Position[] = [[117.20000001, 39.1], [117.3, 39.15]];
    expect(positionsIn(listOf(positions))).toEqual(positions);
  });
});

describe('segments', () => {
  it('meet in a point, in an end, and along a line', () => {
    expect(segmentsMeet([0, 0], [2, 2], [0, 2], [2, 0])).toBe(true);
    expect(segmentsMeet([0, 0], [2, 0], [1, 0], [1, 5])).toBe(true);
    expect(segmentsMeet([0, 0], [2, 0], [1, 0], [3, 0])).toBe(true);
    expect(segmentsMeet([0, 0], [1, 0], [2, 0], [3, 0])).toBe(false);
    expect(segmentsMeet([0, 0], [1, 0], [0, 1e-12], [1, 1e-12])).toBe(false);
  });
});

/** No edge is used twice in a direction, and the edges used on one side only make as many closed lines as before. */
function ledger(plane: Plane): { doubled: number; outlines: number } {
  const used = new Set<string>();
  let doubled = 0;
  for (const area of plane.areas.values())
    for (const [a, b] of edgesOfArea(area)) {
      if (used.has(`${a}>${b}`)) doubled++;
      used.add(`${a}>${b}`);
    }
  const next = new Map<string, string[]>();
  for (const edge of used) {
    const [a, b] = edge.split('>') as [string, string];
    if (!used.has(`${b}>${a}`)) next.set(a, [...(next.get(a) ?? []), b]);
  }
  let outlines = 0;
  for (const start of next.keys())
    while (next.get(start)!.length > 0) {
      outlines++;
      for (let at = start; next.get(at)?.length; ) at = next.get(at)!.pop()!;
    }
  return { doubled, outlines };
}

describe('a thousand random operations', () => {
  const districts = JSON.parse(readFileSync(new URL('../../data/districts.geojson', import.meta.url), 'utf8')) as GeoJSON.FeatureCollection<GeoJSON.Polygon>;
  it.each([
    ['the 16 districts', districts.features.map(({ id, geometry }) => ({ key: `districts/${id}`, geometry }))],
    ['a wall of 120 bricks', bricks(12, 10)],
  ] as [string, AreaFeature[]][])('on %s leave no gap and no overlap, and are all taken back', (_, features) => {
    const first = planeOf(features);
    const journal = new Journal(first);
    const random = randomOf(7);
    const whole = ledger(first);
    let changed = 0;
    for (let i = 0; i < 1000; i++) {
      const plane = journal.now;
      const keys = [...plane.areas.keys()];
      const key = keys[Math.floor(random() * keys.length)]!;
      const ring = plane.areas.get(key)![0]![0]!;
      const k = Math.floor(random() * ring.length);
      const [a, b] = [ring[k]!, ring[(k + 1) % ring.length]!];
      const near = plane.positions[a]!;
      const length = Math.hypot(plane.positions[b]![0] - near[0], plane.positions[b]![1] - near[1]);
      const to: Position = [near[0] + (random() - 0.5) * length, near[1] + (random() - 0.5) * length];
      const dice = random();
      const outcome = journal.do(dice < 0.6 ? { do: 'move', vertices: [a], to: [to] } : dice < 0.85 ? { do: 'insert', edge: [a, b], at: [(near[0] + plane.positions[b]![0]) / 2, (near[1] + plane.positions[b]![1]) / 2] } : { do: 'delete', vertex: a });
      if (!outcome.refusal) changed++;
      if (i % 50 === 0) expect(ledger(journal.now)).toEqual(whole);
    }
    expect(ledger(journal.now)).toEqual(whole);
    expect(changed).toBeGreaterThan(500);
    const last = journal.now;
    const again = new Journal(first, journal.operations);
    expect(changedKeys(again.now, last)).toEqual([]);
    while (journal.undo());
    expect(journal.now).toBe(first);
    expect(changedKeys(journal.now, first)).toEqual([]);
    while (journal.redo());
    expect(changedKeys(journal.now, last)).toEqual([]);
  });
});
