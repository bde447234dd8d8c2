import { ScaleControl, type GeoJSONSource, type MapMouseEvent, type MapTouchEvent } from 'maplibre-gl';
import type { Position } from '../../../domain/editing/plane.ts';
import type { View } from '../../../domain/urlstate.ts';
import { MapHost, reducedMotion } from '../../../kit/map-host.ts';
import type { StyleInput } from '../../../map/style/build.ts';
import { editorStyle } from './map-style.ts';
import { sceneNames, type Scene, type SceneName } from './scene.ts';

export interface EditorMapOptions {
  readonly container: HTMLElement;
  readonly style: StyleInput;
  readonly view: View | null;
  readonly label: string;
  readonly onMove: (view: View) => void;
  readonly onReady: () => void;
  /** A finger or the mouse goes down; `true`: what follows is a drag of the page's, and the map stays. `reach` in degrees of latitude. */
  readonly onPress: (at: Position, reach: number) => boolean;
  readonly onDrag: (at: Position, reach: number) => void;
  readonly onDrop: (moved: boolean) => void;
  readonly onClick: (at: Position, reach: number) => void;
  readonly onHover: (at: Position | null, reach: number) => void;
  /** A key on the map; `true`: it was for the page. `centre`: the cross in the middle. */
  readonly onKey: (event: KeyboardEvent, centre: Position, reach: number) => boolean;
  /** The map moves under the cross. */
  readonly onCentre: (centre: Position, reach: number) => void;
  /** How much of the map's lower end the tools lie on, in pixels: nobody can press what is beneath them. */
  readonly covered: () => number;
}

type Pressed = MapMouseEvent | MapTouchEvent;
const place = (event: Pressed): Position => [event.lngLat.lng, event.lngLat.lat];
/** Half of a target for a finger, and for a mouse, in pixels. */
const fingerReach = 22;
const mouseReach = 12;

/** A map on which boundaries are drawn: `draw` is handed all there is to draw. */
export class EditorMap extends MapHost {
  private readonly drawn = new Map<SceneName, GeoJSON.FeatureCollection>();
  private holding = false;
  private readonly covered: () => number;
  private readonly onCentre: EditorMapOptions['onCentre'];

  constructor(options: EditorMapOptions) {
    super({ ...options, build: editorStyle, home: [117.1, 39.05, 117.3, 39.19], fade: 0 });
    this.covered = options.covered;
    this.onCentre = options.onCentre;
    this.map.addControl(new ScaleControl({ maxWidth: 100, unit: 'metric' }), 'top-left');
    this.map.doubleClickZoom.disable();
    // After a finger's events a browser sends a mouse's at the same place: they are the finger's, and have been heard.
    let lastTouch = -Infinity;
    const byFinger = ({ originalEvent }: { readonly originalEvent: Event }): boolean => originalEvent.timeStamp - lastTouch < 1000;
    for (const kind of ['touchstart', 'touchend'] as const) this.map.on(kind, ({ originalEvent }) => (lastTouch = originalEvent.timeStamp));
    const press = (event: Pressed, move: 'mousemove' | 'touchmove', end: 'mouseup' | 'touchend') => {
      const reach = this.reach(event.lngLat.lat, move === 'touchmove');
      if (!options.onPress(place(event), reach)) return;
      event.preventDefault(); // the map stays where it is
      this.holding = true;
      let moved = false;
      const go = (next: Pressed) => {
        if (!moved && Math.hypot(next.point.x - event.point.x, next.point.y - event.point.y) < 4) return;
        moved = true;
        options.onDrag(place(next), reach);
      };
      const stop = () => {
        this.map.off(move, go);
        this.holding = false;
        options.onDrop(moved);
      };
      this.map.on(move, go);
      this.map.once(end, stop);
    };
    this.map.on('mousedown', (event) => event.originalEvent.button === 0 && !byFinger(event) && press(event, 'mousemove', 'mouseup'));
    this.map.on('touchstart', (event) => event.points.length === 1 && press(event, 'touchmove', 'touchend'));
    this.map.on('click', (event: MapMouseEvent) => options.onClick(place(event), this.reach(event.lngLat.lat, byFinger(event))));
    this.map.on('mousemove', (event: MapMouseEvent) => !this.holding && !byFinger(event) && options.onHover(place(event), this.reach(event.lngLat.lat, false)));
    this.map.on('move', () => this.map.getCanvas().matches(':focus-visible') && this.lookAtCentre());
    this.map.on('mouseout', (event) => !byFinger(event) && options.onHover(null, 0));
    // Before the map's own keys: what is selected moves, and the map does not.
    options.container.addEventListener(
      'keydown',
      (event) => {
        if (event.target !== this.map.getCanvas()) return;
        const { lng, lat } = this.map.getCenter();
        if (!options.onKey(event, [lng, lat], this.reach(lat, true))) return;
        event.preventDefault();
        event.stopPropagation();
      },
      { capture: true },
    );
  }

  /** Degrees of latitude under so many pixels. */
  private reach(lat: number, finger: boolean): number {
    const pixels = finger ? fingerReach : mouseReach;
    return (pixels * 360 * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** this.map.getZoom());
  }

  fingerReach(): number {
    return this.reach(this.map.getCenter().lat, true);
  }
  lookAtCentre(): void {
    const { lng, lat } = this.map.getCenter();
    this.onCentre([lng, lat], this.reach(lat, true));
  }
  box(): readonly [number, number, number, number] {
    const bounds = this.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  }

  protected override onStyle(): void {
    for (const [name, data] of this.drawn) this.put(name, data); // a new style comes without them
  }
  /** Only what changed is handed on. */
  draw(scene: Partial<Scene>): void {
    this.whenLoaded(() => {
      for (const name of sceneNames) {
        const data = scene[name];
        if (!data || this.drawn.get(name) === data) continue;
        this.drawn.set(name, data);
        this.put(name, data);
      }
    });
  }
  private put(name: SceneName, data: GeoJSON.FeatureCollection): void {
    (this.map.getSource(name) as GeoJSONSource | undefined)?.setData(data);
  }
  cursor(shape: string): void {
    this.map.getCanvas().style.cursor = shape;
  }
  fit(box: readonly [number, number, number, number]): void {
    // A page that has just come gave the map another size, of which the map is told only later.
    this.map.resize();
    const { clientWidth, clientHeight } = this.map.getContainer();
    const side = Math.max(20, Math.min(clientWidth, clientHeight) * 0.16);
    const bottom = Math.min(Math.max(side, this.covered() + fingerReach), clientHeight / 2);
    this.map.fitBounds([...box] as [number, number, number, number], { padding: { top: side, right: side, bottom, left: side }, maxZoom: 17, animate: !reducedMotion(), duration: 500 });
  }
  /** Into sight; where it is seen already, the map stays. */
  goTo(at: readonly [number, number]): void {
    const { x, y } = this.map.project([at[0], at[1]]);
    const [width, height] = [this.map.getContainer().clientWidth, this.map.getContainer().clientHeight];
    if (x > 60 && y > 60 && x < width - 60 && y < height - 110 && this.map.getZoom() >= 13) return;
    const camera = { center: [at[0], at[1]] as [number, number], zoom: Math.max(this.map.getZoom(), 14) };
    if (reducedMotion()) this.map.jumpTo(camera);
    else this.map.easeTo({ ...camera, duration: 400 });
  }
}
