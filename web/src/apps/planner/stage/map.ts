import { ScaleControl, type GeoJSONSource, type MapMouseEvent, type MapTouchEvent, type PointLike } from 'maplibre-gl';
import type { LonLat } from '../../../domain/types.ts';
import type { View } from '../../../domain/urlstate.ts';
import { MapHost, reducedMotion } from '../../../kit/map-host.ts';
import type { StyleInput } from '../../../map/style/build.ts';
import { plannerStyle } from './map-style.ts';
import { paddingBeside, sceneNames, type Scene, type SceneName } from './scene.ts';

export interface PlannerMapOptions {
  readonly container: HTMLElement;
  readonly style: StyleInput;
  readonly view: View | null;
  readonly label: string;
  readonly onMove: (view: View) => void;
  readonly onPick: (picked: { readonly layer: 'sites' | 'candidates' | 'gaps'; readonly id: string } | null) => void;
  /** A site under the finger; `done` at its end. Absent: sites stay where they are. */
  readonly onDrag?: (id: string, at: LonLat, done: boolean) => void;
  /** A click where a point is wanted, and what of `aimed` is there; whether it was taken. */
  readonly onPoint?: (at: LonLat, hit: string | null) => boolean;
  /** Two corners of a box; null when given up. */
  readonly onBox?: (corners: readonly [LonLat, LonLat], done: boolean) => void;
  /** Where the mouse is; null when it has left. Absent: nobody asks. */
  readonly onHover?: (at: LonLat | null) => void;
  readonly onReady: () => void;
}

type Pressed = MapMouseEvent | MapTouchEvent;
const lonLat = (event: Pressed): LonLat => [event.lngLat.lng, event.lngLat.lat];
const pickable = ['plan-sites', 'plan-existing', 'plan-gaps', 'plan-candidates'] as const;

/** A map of a plan: `draw` is handed all there is to draw. */
export class PlannerMap extends MapHost {
  private readonly options: PlannerMapOptions;
  private readonly drawn = new Map<SceneName, GeoJSON.FeatureCollection>();
  private boxing = false;
  private pointing = false;
  private aimed: readonly string[] = [];

  constructor(options: PlannerMapOptions) {
    super({ ...options, build: plannerStyle, home: [117.1, 39.05, 117.3, 39.19], fade: 0 });
    this.options = options;
    this.map.addControl(new ScaleControl({ maxWidth: 100, unit: 'metric' }), 'top-left');
    if (options.onHover) {
      this.map.on('mousemove', (event: MapMouseEvent) => options.onHover?.(lonLat(event)));
      this.map.on('mouseout', () => options.onHover?.(null));
    }
    this.map.on('click', (event: MapMouseEvent) => !this.boxing && !options.onPoint?.(lonLat(event), this.hit(event.point)) && options.onPick(this.pick(event.point)));
    this.map.getCanvas().addEventListener('keydown', (event) => {
      if (!this.pointing || (event.key !== 'Enter' && event.key !== ' ')) return;
      event.preventDefault();
      const { lng, lat } = this.map.getCenter();
      options.onPoint?.([lng, lat], this.hit(this.map.project([lng, lat])));
    });
    this.map.on('mousemove', (event: MapMouseEvent) => {
      if (!this.map.isMoving()) this.map.getCanvas().style.cursor = this.boxing || this.pointing ? 'crosshair' : this.pick(event.point, 6) ? 'pointer' : '';
    });
    this.map.on('mousedown', (event) => this.press(event, 'mousemove', 'mouseup'));
    this.map.on('touchstart', (event) => event.points.length === 1 && this.press(event, 'touchmove', 'touchend'));
  }

  protected override onStyle(): void {
    for (const [name, data] of this.drawn) this.put(name, data); // a new style comes without them
  }

  /** Only what changed is handed on. */
  draw(scene: Scene): void {
    this.whenLoaded(() => {
      for (const name of sceneNames) {
        if (this.drawn.get(name) === scene[name]) continue;
        this.drawn.set(name, scene[name]);
        this.put(name, scene[name]);
      }
    });
  }

  private put(name: SceneName, data: GeoJSON.FeatureCollection): void {
    (this.map.getSource(name) as GeoJSONSource | undefined)?.setData(data);
  }

  /** What the finger is for: a box, a point (of these layers, or a new one), or looking round. */
  aim(at: 'box' | 'point' | null, layers: readonly string[] = []): void {
    this.boxing = at === 'box';
    this.pointing = at === 'point';
    this.aimed = layers;
    if (at === 'point') this.map.doubleClickZoom.disable();
    else this.map.doubleClickZoom.enable();
    this.options.container.dataset['aim'] = at ?? '';
    this.map.getCanvas().style.cursor = at ? 'crosshair' : '';
  }
  bounds(): [number, number, number, number] {
    const bounds = this.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  }
  /** When all is drawn. What the canvas shows can be read only while it is drawn once more. */
  picture(): Promise<string> {
    return new Promise((resolve) => {
      this.map.once('idle', () => {
        this.map.once('render', () => resolve(this.map.getCanvas().toDataURL('image/png')));
        this.map.triggerRepaint();
      });
      this.map.triggerRepaint();
    });
  }
  /** What lies under `covered` (the legend) is not in sight: the box is brought beside it, where there is room. */
  fit(box: readonly [number, number, number, number], covered: { readonly width: number; readonly height: number } | null = null): void {
    this.map.fitBounds([...box] as [number, number, number, number], { padding: paddingBeside(this.map.getContainer().clientWidth, this.map.getContainer().clientHeight, covered), maxZoom: 15.5, animate: !reducedMotion(), duration: 500 });
  }
  goTo(at: LonLat): void {
    const camera = { center: [at[0], at[1]] as [number, number], zoom: Math.max(this.map.getZoom(), 13.5) };
    if (reducedMotion()) this.map.jumpTo(camera);
    else this.map.easeTo({ ...camera, duration: 500 });
  }
  /** The start of a drag: of a box while one is drawn, of a new site otherwise. */
  private press(event: Pressed, move: 'mousemove' | 'touchmove', end: 'mouseup' | 'touchend'): void {
    const { onBox, onDrag } = this.options;
    const start = lonLat(event);
    const picked = this.boxing ? null : this.pick(event.point, 12);
    const held = !this.pointing && picked?.layer === 'sites' && onDrag && !this.isExisting(picked.id) ? picked.id : null;
    if (!(this.boxing && onBox) && held === null) return;
    event.preventDefault(); // the map stays where it is
    let last = start;
    let moved = false;
    const go = (next: Pressed) => {
      last = lonLat(next);
      if (!moved && Math.hypot(next.point.x - event.point.x, next.point.y - event.point.y) < 4) return;
      moved = true;
      if (held !== null) onDrag?.(held, last, false);
      else onBox?.([start, last], false);
    };
    const stop = () => {
      this.map.off(move, go);
      if (!moved) return;
      if (held !== null) onDrag?.(held, last, true);
      else onBox?.([start, last], true);
    };
    this.map.on(move, go);
    this.map.once(end, stop);
  }

  /** The nearest of what is aimed at, by its id. */
  private hit(point: { x: number; y: number }, reach = 10): string | null {
    const layers = this.aimed.filter((id) => this.map.getLayer(id));
    if (layers.length === 0) return null;
    const box: [PointLike, PointLike] = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
    let best: { id: string; far: number } | null = null;
    for (const { geometry, properties } of this.map.queryRenderedFeatures(box, { layers })) {
      if (geometry.type !== 'Point') continue;
      const at = this.map.project(geometry.coordinates as [number, number]);
      const far = Math.hypot(at.x - point.x, at.y - point.y);
      if (best === null || far < best.far) best = { id: String(properties['id']), far };
    }
    return best?.id ?? null;
  }

  private isExisting(id: string): boolean {
    return this.drawn.get('sites')?.features.some(({ properties }) => properties?.['id'] === id && properties['kind'] === 'existing') ?? false;
  }

  private pick(point: { x: number; y: number }, reach = 12): { layer: 'sites' | 'candidates' | 'gaps'; id: string } | null {
    const box: [PointLike, PointLike] = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
    const layers = pickable.filter((id) => this.map.getLayer(id));
    let best: { layer: 'sites' | 'candidates' | 'gaps'; id: string; rank: number } | null = null;
    for (const feature of this.map.queryRenderedFeatures(box, { layers: [...layers] })) {
      if (feature.geometry.type !== 'Point') continue;
      const at = this.map.project(feature.geometry.coordinates as [number, number]);
      const layer = feature.source as 'sites' | 'candidates' | 'gaps';
      const rank = Math.hypot(at.x - point.x, at.y - point.y) + (layer === 'sites' ? 0 : layer === 'gaps' ? 4 : 6);
      if (best === null || rank < best.rank) best = { layer, id: String(feature.properties['id']), rank };
    }
    return best && { layer: best.layer, id: best.id };
  }
}
