import { describe, expect, it } from 'vitest';
import { Journal } from '../src/domain/editing/journal.ts';
import { done, type Operation } from '../src/domain/editing/operations.ts';
import { asDrawn, partsOf } from '../src/domain/editing/outline.ts';
import { changedKeys, geometryOf, planeOf, type AreaFeature, type Position } from '../src/domain/editing/plane.ts';
import { bricks } from './support/mosaic.ts';

const square = (key: string, west: number, south: number, size = 1): AreaFeature => ({
  key, geometry: { type: 'Polygon', coordinates: [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]] },
});
const outline = (key: string, ...rings: Position[][]): Operation => ({ do: 'outline', key, parts: [rings] });
const plane = planeOf([square('parks/a', 0, 0), square('parks/b', 1, 0), square('districts/d', -5, -5, 20)]);

describe('an outline that comes as coordinates', () => {
  it('takes the place of the one that is there, in one step that is taken back', () => {
    const journal = new Journal(plane);
    expect(journal.do(outline('parks/a', [[0, 0], [1, 0], [1, 1], [0.5, 1.2], [0, 1], [0, 0]])).refusal).toBeUndefined();
    expect((geometryOf(journal.now, 'parks/a') as GeoJSON.Polygon).coordinates[0]).toContainEqual([0.5, 1.2]);
    expect(changedKeys(plane, journal.now)).toEqual(['parks/a']);
    journal.undo();
    expect(journal.now).toBe(plane);
  });
  it('shares vertices with a neighbour that it meets: the border moves for both from then on', () => {
    const { plane: now } = done(plane, outline('parks/a', [[0, 0], [1, 0], [1, 1], [0, 1]]));
    const corner = now!.positions.findIndex(([x, y]) => x === 1 && y === 1);
    const moved = done(now!, { do: 'move', vertices: [corner], to: [[1.1, 1.1]] }).plane!;
    expect(changedKeys(plane, moved).sort()).toEqual(['parks/a', 'parks/b']);
  });
  it('stands in the border of a neighbour where it ends on one', () => {
    const { plane: now } = done(plane, outline('parks/c', [[2, 0.25], [3, 0.25], [3, 0.75], [2, 0.75]]));
    expect((geometryOf(now!, 'parks/b') as GeoJSON.Polygon).coordinates[0]).toContainEqual([2, 0.25]);
    expect(changedKeys(plane, now!).sort()).toEqual(['parks/b', 'parks/c']);
  });
  it('gives an outline to a park that has none, with holes and turned as outlines are', () => {
    const { plane: now } = done(plane, outline('parks/c', [[3, 3], [3, 6], [6, 6], [6, 3]], [[4, 4], [5, 4], [5, 5], [4, 5]]));
    expect((geometryOf(now!, 'parks/c') as GeoJSON.Polygon).coordinates[0]!.slice(0, 2)).toEqual([[3, 3], [6, 3]]);
    expect((geometryOf(now!, 'parks/c') as GeoJSON.Polygon).coordinates[1]!.slice(0, 2)).toEqual([[4, 4], [4, 5]]);
  });
  it('is refused as any edit is: on a neighbour, across itself, without extent, without numbers', () => {
    expect(done(plane, outline('parks/c', [[0.5, 0.5], [3, 0.5], [3, 2], [0.5, 2]])).refusal?.code).toBe('overlap');
    expect(done(plane, outline('parks/c', [[3, 3], [5, 5], [5, 3], [3, 4]])).refusal?.code).toBe('self_intersection');
    expect(done(plane, outline('parks/c', [[3, 3], [5, 5], [3, 3]])).refusal?.code).toBe('too_few_points');
    expect(done(plane, { do: 'outline', key: 'parks/c', parts: [] }).refusal?.code).toBe('unknown');
    expect(done(plane, outline('parks/c', [[3, Number.NaN], [5, 5], [3, 4]])).refusal?.code).toBe('unknown');
  });
  it('leaves what lies in other layers alone', () => {
    const { plane: now } = done(plane, outline('parks/c', [[15, 2], [16, 2], [16, 3], [15, 3]]));
    expect(changedKeys(plane, now!)).toEqual(['parks/c']);
  });
  it('reads parts of either geometry', () => {
    expect(partsOf({ type: 'MultiPolygon', coordinates: [[[[0, 0], [1, 0], [1, 1], [0, 0]]]] })).toEqual([[[[0, 0], [1, 0], [1, 1], [0, 0]]]]);
  });
});

describe('an outline that is read again as it is', () => {
  it('keeps every vertex that it shares, wherever it lies in a mosaic, and takes over those in its borders', () => {
    const whole = planeOf(bricks(6, 5));
    for (const key of whole.areas.keys()) {
      const geometry = geometryOf(whole, key)!;
      const again = done(whole, { do: 'outline', key, parts: partsOf(geometry) }).plane!;
      expect(changedKeys(whole, again)).toEqual([]);
      const vertices = (plane: typeof whole): number[] => plane.areas.get(key)!.flat(2).filter((vertex) => [...plane.areas].some(([other, area]) => other !== key && area.flat(2).includes(vertex)));
      expect(new Set(vertices(again))).toEqual(new Set(vertices(whole)));
      // Only the corners: what neighbours have between them stands in its edges again.
      const [ring] = (geometry as GeoJSON.Polygon).coordinates;
      const [xs, ys] = [ring!.map(([x]) => x!), ring!.map(([, y]) => y!)];
      const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      if (ring!.every(([x, y]) => x === west || x === east || y === south || y === north)) {
        const corners = done(whole, { do: 'outline', key, parts: [[[[west, south], [east, south], [east, north], [west, north]]]] }).plane;
        if (corners) expect(new Set(corners.areas.get(key)!.flat(2).map((vertex) => corners.positions[vertex]!.join()))).toEqual(new Set(whole.areas.get(key)!.flat(2).map((vertex) => whole.positions[vertex]!.join())));
      }
    }
  });
  it('keeps shared vertices that have more digits than are drawn', () => {
    const [x, y] = [1.0000000043, 1.0000000038];
    const ring = (...line: Position[]): GeoJSON.Polygon => ({ type: 'Polygon', coordinates: [[...line, line[0]!].map((at) => [...at])] });
    const whole = planeOf([{ key: 'parks/a', geometry: ring([0, 0], [x, 0], [x, y], [0, y]) }, { key: 'parks/b', geometry: ring([x, 0], [2, 0], [2, y], [x, y]) }]);
    const again = done(whole, { do: 'outline', key: 'parks/a', parts: partsOf(geometryOf(whole, 'parks/a')!) }).plane!;
    expect(again.areas.get('parks/a')!.flat(2).filter((vertex) => again.areas.get('parks/b')!.flat(2).includes(vertex))).toHaveLength(2);
    // Typed with the digits that are shown it is the same vertex.
    const typed = done(whole, outline('parks/a', [[0, 0], [1, 0], [1, 1], [0, 1]])).plane!;
    expect(changedKeys(whole, typed)).not.toContain('parks/b');
    expect(geometryOf(typed, 'parks/b')).toEqual(geometryOf(whole, 'parks/b'));
  });
  it('does not bend a border that two share to what has come near it since', () => {
    const yard: GeoJSON.Polygon = { type: 'Polygon', coordinates: [[[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]], [[1.2, 0.5], [1.5, 0.8], [1.5, 0.2], [1.2, 0.5]]] };
    const whole = planeOf([square('parks/a', 0, 0), { key: 'parks/b', geometry: yard }]);
    const tip = whole.positions.findIndex(([x, y]) => x === 1.2 && y === 0.5);
    const near = done(whole, { do: 'move', vertices: [tip], to: [[1.00000005, 0.5]] }).plane!;
    const again = done(near, { do: 'outline', key: 'parks/a', parts: partsOf(geometryOf(near, 'parks/a')!) }).plane!;
    expect(changedKeys(near, again)).toEqual([]);
  });
  it('has the digits that were drawn where a mend left them', () => {
    const sent: GeoJSON.Polygon = { type: 'Polygon', coordinates: [[[117.123456789, 39.1], [117.2, 39.1], [117.2, 39.200000012], [117.123456789, 39.1]]] };
    const mended: GeoJSON.Polygon = { type: 'Polygon', coordinates: [[[117.1234568, 39.1], [117.2, 39.1], [117.2, 39.2], [117.1234, 39.15], [117.1234568, 39.1]]] };
    expect((asDrawn(mended, sent) as GeoJSON.Polygon).coordinates[0]).toEqual([[117.123456789, 39.1], [117.2, 39.1], [117.2, 39.200000012], [117.1234, 39.15], [117.123456789, 39.1]]);
  });
});
