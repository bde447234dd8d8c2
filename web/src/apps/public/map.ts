import type { MapMouseEvent, PointLike } from 'maplibre-gl';
import type { TileId } from '../../data/events.ts';
import type { OpenState } from '../../domain/hours.ts';
import { placeLayers, type LonLat, type PlaceLayer } from '../../domain/types.ts';
import type { View } from '../../domain/urlstate.ts';
import { MapHost, reducedMotion } from '../../kit/map-host.ts';
import { buildStyle, type StyleInput } from '../../map/style/build.ts';
import { venueStates } from '../../map/style/layers/venues.ts';

export interface Padding {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export interface MapOptions {
  readonly container: HTMLElement;
  readonly style: StyleInput;
  readonly view: View | null;
  readonly label: string;
  readonly padding: Padding;
  readonly onMove: (view: View) => void;
  readonly onPick: (picked: { layer: PlaceLayer; id: string } | null) => void;
  readonly onReady: () => void;
  /** The server does not answer, or says that it cannot. */
  readonly onTrouble: () => void;
  /** The address of every tile that is asked for. */
  readonly onTile: (url: string) => void;
}

/** The night map on the page. */
export class MapController extends MapHost {
  private hours = new Map<string, OpenState>();
  private venues = '';

  constructor(options: MapOptions) {
    const { view } = options;
    super({ ...options, build: buildStyle, home: central(options.style.bounds), padding: { ...options.padding }, fade: reducedMotion() ? 0 : 200 });
    // The centre of the view is the centre of what nothing covers.
    if (view) this.map.setPadding({ ...options.padding });
    this.map.on('click', (event: MapMouseEvent) => options.onPick(this.pick(event.point)));
    this.map.on('mousemove', (event: MapMouseEvent) => {
      if (!this.map.isMoving()) this.map.getCanvas().style.cursor = this.pick(event.point, 8) ? 'pointer' : '';
    });
    this.map.on('error', (event) => {
      const { error } = event as unknown as { error: Error & { status?: number } };
      if (error.status === undefined ? /fetch|network/i.test(error.message) : error.status >= 500 || error.status === 0) options.onTrouble();
      else console.warn(error.message);
    });
    this.map.on('load', () => {
      this.applyHours();
      this.applyVenues();
    });
  }

  protected override onStyle(): void {
    this.applyVenues();
  }

  setHours(hours: ReadonlyMap<string, OpenState>): void {
    this.hours = new Map(hours);
    this.applyHours();
  }

  /** One letter for each text of hours: see `style/layers/venues`. */
  setVenueStates(states: string): void {
    this.venues = states;
    this.applyVenues();
  }

  private applyVenues(): void {
    if (!this.isLoaded || !this.map.getSource('venues')) return;
    if (this.map.getGlobalState()[venueStates] !== this.venues) this.map.setGlobalStateProperty(venueStates, this.venues);
  }

  /**
   * Reads tiles of the live layers again, or all that are in view. By their ids: without, MapLibre 6.17
   * waits for ever for a tile whose first request failed.
   */
  refresh(tiles: readonly TileId[] | 'all'): void {
    for (const source of tiles === 'all' ? ['live', 'basemap'] : ['live']) {
      if (!this.map.getSource(source)) continue;
      this.forgetUnseen(source);
      this.map.refreshTiles(source, tiles === 'all' ? this.tilesInView() : [...tiles]);
    }
  }

  /** Tiles that left the view are kept and would come back as they were: there is no public way to drop them. */
  private forgetUnseen(source: string): void {
    const managers = this.map.style.tileManagers as unknown as Record<string, { _outOfViewCache?: { reset(): void } } | undefined>;
    managers[source]?._outOfViewCache?.reset();
  }

  private tilesInView(): TileId[] {
    const bounds = this.map.getBounds();
    const result: TileId[] = [];
    for (let z = 0; z <= Math.min(14, Math.ceil(this.map.getZoom()) + 1); z++) {
      const [west, north] = tileAt(bounds.getWest(), bounds.getNorth(), z);
      const [east, south] = tileAt(bounds.getEast(), bounds.getSouth(), z);
      for (let x = west; x <= east; x++) for (let y = north; y <= south; y++) result.push({ z, x, y });
    }
    return result;
  }

  private applyHours(): void {
    if (!this.map.getSource('live')) return;
    for (const [id, state] of this.hours) this.map.setFeatureState({ source: 'live', sourceLayer: 'night_streets', id }, { hours: state });
  }

  /** Brings a position into the part of the map that nothing covers. */
  goTo(position: LonLat, padding: Padding, minZoom = 14): void {
    const camera = { center: [position[0], position[1]] as [number, number], zoom: Math.max(this.map.getZoom(), minZoom), padding: { ...padding } };
    if (reducedMotion()) this.map.jumpTo(camera);
    else this.map.flyTo({ ...camera, duration: 900, maxDuration: 1400 });
  }

  wholeCity(bounds: StyleInput['bounds'], padding: Padding): void {
    this.map.setPadding({ ...padding });
    this.map.fitBounds([...bounds] as [number, number, number, number], { padding: 8, animate: !reducedMotion(), duration: 700 });
  }

  /** Brings most of these into the part of the map that nothing covers: so large a share on each side may stay outside. */
  fit(positions: readonly LonLat[], padding: Padding, { outside = 0.1, maxZoom = 15 } = {}): void {
    const middle = (values: number[]): [number, number] => {
      const sorted = values.sort((a, b) => a - b);
      const cut = Math.floor(sorted.length * outside);
      return [sorted[cut]!, sorted[sorted.length - 1 - cut]!];
    };
    const [west, east] = middle(positions.map(([lon]) => lon));
    const [south, north] = middle(positions.map(([, lat]) => lat));
    this.map.setPadding({ ...padding });
    this.map.fitBounds([west, south, east, north], { padding: 30, maxZoom, animate: !reducedMotion(), duration: 700 });
  }

  /** Where a carrier known by its district only is drawn; null when no loaded tile holds it. */
  positionOf(layer: PlaceLayer, id: string): LonLat | null {
    const [feature] = this.map.querySourceFeatures('live', { sourceLayer: layer, filter: ['==', ['get', 'id'], id] });
    return feature?.geometry.type === 'Point' ? [feature.geometry.coordinates[0]!, feature.geometry.coordinates[1]!] : null;
  }

  /** The nearest mark to a point on the screen. */
  private pick(point: { x: number; y: number }, reach = 16): { layer: PlaceLayer; id: string } | null {
    const near = this.map.getZoom() >= 13;
    const box: [PointLike, PointLike] = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
    // From afar single places are too small and too many to be meant.
    const layers = placeLayers.flatMap((id) => (id === 'venues' && !near ? [] : [id, `${id}-light`])).filter((id) => this.map.getLayer(id));
    let best: { layer: PlaceLayer; id: string; distance: number } | null = null;
    for (const feature of this.map.queryRenderedFeatures(box, { layers })) {
      if (feature.geometry.type !== 'Point') continue;
      const at = this.map.project(feature.geometry.coordinates as [number, number]);
      const layer = feature.source === 'venues' || feature.source === 'events' ? feature.source : (feature.sourceLayer as PlaceLayer);
      const distance = Math.hypot(at.x - point.x, at.y - point.y) + (layer === 'night_streets' ? 0 : 3);
      const id = feature.properties['id'];
      if (typeof id === 'string' && (best === null || distance < best.distance)) best = { layer, id, distance };
    }
    return best && { layer: best.layer, id: best.id };
  }
}

function tileAt(lon: number, lat: number, z: number): [number, number] {
  const across = (value: number) => Math.max(0, Math.min(2 ** z - 1, Math.floor(value * 2 ** z)));
  return [across((lon + 180) / 360), across((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2)];
}

/** The heart of the city, along the river: what a resident wants to see first. */
function central(bounds: StyleInput['bounds']): [number, number, number, number] {
  const inner = [117.165, 39.1, 117.235, 39.16] as const;
  return [Math.max(bounds[0], inner[0]), Math.max(bounds[1], inner[1]), Math.min(bounds[2], inner[2]), Math.min(bounds[3], inner[3])];
}
