import { geometryOf, idOf, layerOf, planeOf, sameForm, type AreaGeometry, type Plane } from './plane.ts';

/** What was done, as the server takes it: one action for each record that differs. Pure. */

export interface SourceRecord {
  readonly key: string;
  readonly etag: string;
  readonly feature: GeoJSON.Feature<GeoJSON.Geometry | null>;
}
export type Fields = Readonly<Record<string, unknown>>;

export interface RecordAction {
  readonly action: 'insert' | 'update' | 'delete';
  readonly collection: string;
  readonly id: string;
  readonly if_match?: string;
  readonly feature?: Record<string, unknown>;
}

export const isArea = (geometry: GeoJSON.Geometry | null | undefined): geometry is AreaGeometry => geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon';

/** The records that have an area, `drawn` in place of what they had. */
export function planeOfRecords(records: Iterable<SourceRecord>, drawn: Readonly<Record<string, AreaGeometry | null>> = {}): Plane {
  const features: { key: string; geometry: AreaGeometry }[] = [];
  const known = new Set<string>();
  for (const { key, feature } of records) {
    known.add(key);
    const geometry = key in drawn ? drawn[key] : feature.geometry;
    if (isArea(geometry)) features.push({ key, geometry });
  }
  for (const [key, geometry] of Object.entries(drawn)) if (!known.has(key) && geometry) features.push({ key, geometry });
  return planeOf(features);
}

/** `base`: the plane of the records as they were read. `fields`: what was typed, by key. */
export function actionsOf(records: ReadonlyMap<string, SourceRecord>, base: Plane, now: Plane, fields: Readonly<Record<string, Fields>>): RecordAction[] {
  const actions: RecordAction[] = [];
  const keys = new Set([...base.areas.keys(), ...now.areas.keys(), ...Object.keys(fields)]);
  for (const key of keys) {
    const record = records.get(key);
    const [collection, id] = [layerOf(key), idOf(key)];
    const typed = (now.areas.has(key) && fields[key]) || {}; // of what was drawn and taken back nothing is said
    const reformed = !sameForm(base, now, key);
    if (!record) {
      const geometry = geometryOf(now, key);
      if (geometry) actions.push({ action: 'insert', collection, id, feature: { type: 'Feature', id, geometry, properties: { ...Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== null)), id } } });
    } else if (reformed && !now.areas.has(key)) {
      actions.push({ action: 'delete', collection, id, if_match: record.etag });
    } else {
      const changed = Object.fromEntries(Object.entries(typed).filter(([name, value]) => (record.feature.properties?.[name] ?? null) !== (value ?? null)));
      if (!reformed && Object.keys(changed).length === 0) continue;
      actions.push({ action: 'update', collection, id, if_match: record.etag, feature: { ...(reformed && { geometry: geometryOf(now, key)! }), ...(Object.keys(changed).length > 0 && { properties: changed }) } });
    }
  }
  return actions;
}

/** The other way: what a kept draft had drawn and typed. */
export function drawnOf(actions: readonly { readonly action: string; readonly collection: string; readonly id?: string; readonly feature?: Record<string, unknown> }[]): { drawn: Record<string, AreaGeometry | null>; fields: Record<string, Fields> } {
  const drawn: Record<string, AreaGeometry | null> = {};
  const fields: Record<string, Fields> = {};
  for (const { action, collection, id, feature } of actions) {
    const key = `${collection}/${id ?? String(feature?.['id'] ?? '')}`;
    if (action === 'delete') drawn[key] = null;
    const geometry = feature?.['geometry'] as GeoJSON.Geometry | undefined;
    if (isArea(geometry)) drawn[key] = geometry;
    const properties = feature?.['properties'] as Fields | undefined;
    if (properties) fields[key] = properties;
  }
  return { drawn, fields };
}
