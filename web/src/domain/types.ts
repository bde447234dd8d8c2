/** What the server's answers hold, as `docs/http.md` has it. */

/** The live layers of the server. */
export const liveIds = ['night_streets', 'checkin_spots', 'heritage_blocks', 'carriers', 'lockers', 'districts'] as const;
/** With the places of an imported extract that have opening hours (`/api/venues`). */
export const layerIds = ['night_streets', 'events', 'venues', 'checkin_spots', 'heritage_blocks', 'carriers', 'lockers', 'districts'] as const;
export type LayerId = (typeof layerIds)[number];

/** Layers whose items are listed, searched and opened; districts are only drawn. */
export const placeLayers = ['night_streets', 'events', 'venues', 'checkin_spots', 'heritage_blocks', 'carriers', 'lockers'] as const;
export type PlaceLayer = (typeof placeLayers)[number];

export const brands = ['支付一条街', '网红直播街', '智慧口碑街', '云上夜市'] as const;
export type Brand = (typeof brands)[number];
export type BrandFilter = Brand | 'none' | null;

/** The plan's ten themes (业态), in the plan's order, each with the character that marks it on the map. */
export const themes = [
  { name: '工业互联网', mark: '工' },
  { name: '线上会展', mark: '展' },
  { name: '新零售', mark: '零' },
  { name: '线上教育', mark: '教' },
  { name: '在线医疗', mark: '医' },
  { name: '线上人力资源', mark: '人' },
  { name: '智慧物流配送', mark: '物' },
  { name: '数字文娱', mark: '娱' },
  { name: '在线金融', mark: '金' },
  { name: '网络安全服务', mark: '安' },
] as const;

/** WGS 84, longitude first, degrees. */
export type LonLat = readonly [number, number];

export type Properties = Readonly<Record<string, unknown>>;

/** One record of a live layer. `position` is null where the place is not known. */
export interface Place {
  readonly layer: PlaceLayer;
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string | null;
  readonly position: LonLat | null;
  readonly properties: Properties;
}

export interface LiveLayer {
  readonly id: string;
  readonly count: number;
  readonly placed: number;
  readonly license?: string;
  readonly source?: string;
  readonly accuracy?: string;
}

export interface Site {
  readonly name: string;
  readonly name_en: string;
  readonly version: string;
  readonly revision: number;
  readonly review_number: string | null;
  readonly notice: string | null;
  readonly bounds: readonly [number, number, number, number];
  readonly center: LonLat;
  readonly zoom: number;
  readonly basemap: { readonly present: boolean; readonly attribution?: string; readonly source?: string; readonly built?: string };
  readonly live: readonly LiveLayer[];
  /** Records of the layers that ship empty; absent from older servers. */
  readonly entered?: { readonly events?: number; readonly last_trains?: number };
  readonly plan: { readonly themes: number; readonly spots: number; readonly carriers: number };
  readonly carriers: { readonly planned: number; readonly placed: number; readonly by_district: number; readonly surveyed: number };
}

export function text(properties: Properties, ...names: string[]): string | null {
  for (const name of names) {
    const value = properties[name];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    if (typeof value === 'number') return String(value);
  }
  return null;
}

export function number(properties: Properties, ...names: string[]): number | null {
  for (const name of names) {
    const value = properties[name];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
  }
  return null;
}

export function brandOf(properties: Properties): Brand | null {
  const value = properties['brand'];
  return brands.find((brand) => brand === value) ?? null;
}

/** Index of the theme in `themes`, or -1. */
export function themeIndex(properties: Properties): number {
  return themes.findIndex((theme) => theme.name === properties['theme']);
}

export function placeKey(place: Pick<Place, 'layer' | 'id'>): string {
  return `${place.layer}/${place.id}`;
}

/** The place of a GeoJSON feature; null when it has no id to name it by. */
export function placeOf(layer: PlaceLayer, feature: GeoJSON.Feature): Place | null {
  const properties: Properties = feature.properties ?? {};
  const id = text(properties, 'id') ?? (feature.id === undefined ? null : String(feature.id));
  if (id === null) return null;
  return {
    layer,
    id,
    nameZh: text(properties, 'name_zh', 'name') ?? id,
    nameEn: text(properties, 'name_en'),
    position: pointOf(feature, properties),
    properties,
  };
}

/** A point to stand for a feature: its own, its stated label point, or the middle of its box. */
function pointOf(feature: GeoJSON.Feature, properties: Properties): LonLat | null {
  const geometry = feature.geometry as GeoJSON.Geometry | null;
  if (geometry === null || properties['placement'] === 'district') return null;
  if (geometry.type === 'Point') return [geometry.coordinates[0]!, geometry.coordinates[1]!];
  const lon = number(properties, 'lon', 'longitude', 'label_lon');
  const lat = number(properties, 'lat', 'latitude', 'label_lat');
  if (lon !== null && lat !== null) return [lon, lat];
  const box = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number];
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    if (typeof value[0] === 'number' && typeof value[1] === 'number') {
      box[0] = Math.min(box[0], value[0]);
      box[1] = Math.min(box[1], value[1]);
      box[2] = Math.max(box[2], value[0]);
      box[3] = Math.max(box[3], value[1]);
    } else value.forEach(visit);
  };
  if (geometry.type === 'GeometryCollection') {
    // A located point may stand beside its outline.
    const point = geometry.geometries.find((part) => part.type === 'Point');
    if (point?.type === 'Point') return [point.coordinates[0]!, point.coordinates[1]!];
    geometry.geometries.forEach((part) => 'coordinates' in part && visit(part.coordinates));
  } else visit(geometry.coordinates);
  return Number.isFinite(box[0]) ? [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] : null;
}
