import { describe, expect, it } from 'vitest';
import { actionsOf, planeOfRecords } from '../src/domain/editing/changes.ts';
import { differences } from '../src/domain/editing/differences.ts';

const square = (size: number): GeoJSON.Polygon => ({ type: 'Polygon', coordinates: [[[117.2, 39.1], [117.2 + size, 39.1], [117.2 + size, 39.1 + size], [117.2, 39.1 + size], [117.2, 39.1]]] });
const record = (geometry: GeoJSON.Geometry | null, properties: GeoJSON.GeoJsonProperties = {}): GeoJSON.Feature<GeoJSON.Geometry | null> => ({ type: 'Feature', id: 'a', geometry, properties });
const point: GeoJSON.Point = { type: 'Point', coordinates: [117.2, 39.1] };

describe('what two states of a record differ in', () => {
  it('tells a first outline, one that is reshaped and one that is taken away', () => {
    expect(differences(record(point), record(square(0.01))).shape.kind).toBe('outlined');
    expect(differences(record(square(0.01)), record(point)).shape.kind).toBe('unoutlined');
    const shape = differences(record(square(0.01)), record(square(0.02))).shape;
    expect(shape.kind === 'reshaped' && shape.now.squareMetres / shape.was.squareMetres).toBeCloseTo(4, 2);
    expect(differences(record(square(0.01)), record(square(0.01))).shape.kind).toBe('same');
  });
  it('tells of points and of records without a place whether they moved', () => {
    expect([differences(record(null), record(point)), differences(record(point), record(null)), differences(record(point), record({ ...point, coordinates: [117.3, 39.1] }))].map(({ shape }) => shape.kind)).toEqual(['placed', 'unplaced', 'moved']);
  });
  it('names fields that were set, changed or taken away, and no others', () => {
    expect(differences(record(point, { a: 1, b: 'x', gone: true }), record(point, { a: 1, b: 'y', set: 2 })).fields).toEqual([{ field: 'b', was: 'x', now: 'y' }, { field: 'gone', was: true, now: null }, { field: 'set', was: null, now: 2 }]);
  });
});

describe('what is not said', () => {
  it('is not written into a new record', () => {
    const now = planeOfRecords([], { 'carriers/n': square(0.01) });
    const [action] = actionsOf(new Map(), planeOfRecords([]), now, { 'carriers/n': { name_zh: '新', boundary_accuracy_m: null } });
    expect(action!.feature!['properties']).toEqual({ name_zh: '新', id: 'n' });
  });
});
