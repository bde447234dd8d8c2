import { Map as MapLibre, setWorkerUrl, type LngLatBoundsLike, type PaddingOptions, type StyleSpecification } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { View } from '../domain/urlstate.ts';
import { drawMark } from '../map/marks.ts';
import type { StyleInput } from '../map/style/build.ts';
import { fontStack, type Theme } from '../map/style/tokens.ts';

setWorkerUrl(workerUrl);

export const reducedMotion = (): boolean => globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false;

export interface HostOptions {
  readonly container: HTMLElement;
  readonly style: StyleInput;
  /** An app's own layers on the ground of `style`. */
  readonly build: (style: StyleInput) => StyleSpecification;
  readonly view: View | null;
  /** What is shown where no view is asked for, and what covers the map's sides. */
  readonly home: LngLatBoundsLike;
  readonly padding?: PaddingOptions;
  readonly label: string;
  readonly fade: number;
  readonly onMove: (view: View) => void;
  readonly onReady: () => void;
  readonly onTile?: (url: string) => void;
}

/**
 * The map of a page, looked at from above and north up. It owns nothing of the page's state: `show` is handed the style,
 * and MapLibre works out what changed. The apps' maps build on it.
 */
export class MapHost {
  readonly map: MapLibre;
  protected readonly container: HTMLElement;
  private readonly build: HostOptions['build'];
  private readonly ratio = Math.min(3, Math.max(2, Math.ceil(globalThis.devicePixelRatio || 1)));
  private theme: Theme;
  private loaded = false;
  private later: (() => void)[] = [];

  constructor(options: HostOptions) {
    const { container, style, view, padding, onTile } = options;
    this.container = container;
    this.build = options.build;
    this.theme = style.theme;
    const [west, south, east, north] = style.bounds;
    const margin = 0.9;
    this.map = new MapLibre({
      container,
      style: this.build(style),
      ...(view ? { center: [view.lon, view.lat], zoom: view.zoom } : { bounds: options.home, ...(padding && { fitBoundsOptions: { padding } }) }),
      maxBounds: [west - margin, south - margin, east + margin, north + margin],
      minZoom: 7,
      maxZoom: 18.5,
      attributionControl: false,
      ...(onTile && {
        transformRequest: (url, kind) => {
          if (kind === 'Tile') onTile(url);
          return undefined;
        },
      }),
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: options.fade,
      locale: { 'Map.Title': options.label },
      canvasContextAttributes: { antialias: true },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.setMissingStyleImageResolver((name) => {
      const image = this.image(name);
      if (image && !this.map.hasImage(name)) this.map.addImage(name, image, { pixelRatio: this.ratio });
    });
    this.map.on('moveend', () => options.onMove(this.view()));
    // For whoever waits on the page: whether all that is wanted is drawn.
    const idle = (value: boolean) => () => (container.dataset['idle'] = String(value));
    this.map.on('idle', idle(true));
    this.map.on('movestart', idle(false));
    this.map.on('dataloading', idle(false));
    this.map.once('style.load', () => {
      this.loaded = true;
      this.later.splice(0).forEach((work) => work());
    });
    this.map.on('load', options.onReady);
    if (import.meta.env.DEV || globalThis.location?.hash.includes('debug')) Object.assign(globalThis, { jintuMap: this.map });
  }

  /** A style that is still loading can be neither compared nor drawn on. */
  protected whenLoaded(work: () => void): void {
    if (this.loaded) work();
    else this.later.push(work);
  }
  protected get isLoaded(): boolean {
    return this.loaded;
  }
  /** After a new style: what an app sets on its sources. */
  protected onStyle(): void {}

  view(): View {
    const { lng, lat } = this.map.getCenter();
    return { zoom: this.map.getZoom(), lat, lon: lng };
  }

  show(style: StyleInput): void {
    this.whenLoaded(() => {
      this.map.setStyle(this.build(style), { diff: true });
      if (style.theme !== this.theme) {
        this.theme = style.theme;
        for (const name of this.map.listImages()) {
          const image = this.image(name);
          if (image) this.map.updateImage(name, image);
        }
      }
      this.onStyle();
    });
  }

  label(words: string): void {
    this.map.getCanvas().setAttribute('aria-label', words);
  }
  resize(): void {
    this.map.resize();
  }
  jump(view: View): void {
    this.map.jumpTo({ center: [view.lon, view.lat], zoom: view.zoom });
  }
  zoomBy(steps: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + steps, duration: reducedMotion() ? 0 : 250 });
  }

  private image(name: string) {
    return drawMark(name, this.theme, this.ratio, fontStack.map((font) => `"${font}"`).join());
  }
}
