import { effect, untracked } from '@preact/signals';
import type { StyleInput } from '../map/style/build.ts';
import type { MapHost } from './map-host.ts';

/** How a page comes by a map of an app: when there is something to draw, and no sooner. */
export interface Mounting<M extends MapHost> {
  /** Reads signals; nothing: there is nothing to draw yet. */
  readonly style: () => StyleInput | null;
  /** Loads the code of the map, too. Nothing: the page is gone by then. */
  readonly make: (style: StyleInput) => Promise<M | null>;
  readonly label: () => string;
  /** What follows the map from then on; each is called when the page goes. */
  readonly follow: (map: M) => readonly (() => void)[];
  readonly failed: () => void;
  /** After the map is taken away, or when it never came. */
  readonly gone: () => void;
}

/** Returns what takes it away again. */
export function mountMap<M extends MapHost>(container: HTMLElement, mounting: Mounting<M>): () => void {
  let map: M | null = null;
  let stopped = false;
  let begun = false;
  const stops: (() => void)[] = [];
  const start = async (style: StyleInput) => {
    let made: M | null;
    try {
      made = await mounting.make(mounting.style() ?? style);
    } catch (error) {
      console.warn('The map cannot be drawn.', error);
      mounting.failed();
      return;
    }
    if (made === null) return;
    if (stopped) return made.map.remove();
    map = made;
    const host = made;
    let first = true;
    stops.push(
      effect(() => {
        const next = mounting.style();
        if (!first && next) host.show(next);
        first = false;
      }),
      effect(() => host.label(mounting.label())),
      ...mounting.follow(made),
    );
    const sized = new ResizeObserver(() => host.resize());
    sized.observe(container);
    stops.push(() => sized.disconnect());
  };
  stops.push(
    effect(() => {
      const style = mounting.style();
      if (style && !begun) {
        begun = true;
        untracked(() => void start(style));
      }
    }),
  );
  return () => {
    stopped = true;
    stops.forEach((stop) => stop());
    mounting.gone();
    map?.map.remove();
  };
}
