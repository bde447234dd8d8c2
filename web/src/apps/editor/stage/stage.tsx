import { batch, computed, effect, signal, untracked } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import shippedBase from '../../../../../data/base/tianjin.geojson?url';
import { edgesOf } from '../../../domain/editing/faults.ts';
import { boxAround, layerOf, type Plane, type Position } from '../../../domain/editing/plane.ts';
import { positionWords } from '../../../domain/editing/coordinates.ts';
import { mountMap } from '../../../kit/mount-map.ts';
import type { StyleInput } from '../../../map/style/build.ts';
import { Icon } from '../desk/icons.tsx';
import { offered } from '../desk/offered.ts';
import * as roads from '../desk/roads.ts';
import * as state from '../desk/state.ts';
import * as sync from '../desk/sync.ts';
import * as tools from '../desk/tools.ts';
import * as work from '../desk/work.ts';
import type { EditorMap, EditorMapOptions } from './map.ts';
import { areasScene, emptyScene, handleScene, layerKeys, marksScene, nothing, selectedScene, shapesScene, sketchScene, targetScene, type Scene } from './scene.ts';
import { Toolbar } from './toolbar.tsx';

/** The map of whatever page is shown. */

export const mapLoad = signal<state.Load>('loading');
/** Shapes that a page other than the editor's wants to be seen. */
export const shapes = signal<GeoJSON.FeatureCollection>(nothing);
const cursor = signal<Position | null>(null);
/** While the map has the keyboard, a cross shows where a corner would be put. */
const crossed = signal(false);

function styleInput(): StyleInput | null {
  const site = state.site.value;
  if (site === null) return null;
  return {
    origin: location.origin, live: site.live.map(({ id }) => id).filter((id) => id === 'districts'), basemap: site.basemap.present, shipped: new URL(shippedBase, location.href).href, bounds: site.bounds,
    theme: state.theme.value, lang: state.lang.value, words: { indicative: '', unverified: '', example: '', brands: ['', '', '', ''] },
    visible: ['districts'], brand: null, selected: null, selectedId: null, unnamed: [], me: null,
  };
}

const isEditing = computed(() => state.page.value.name === 'edit' && work.head.value !== null);

/** The areas that are redrawn with each step; the others stand still. */
const liveKeys = computed(() => {
  const keys = new Set(work.changed.value.filter((key) => state.drawnLayers.some((layer) => layerOf(key) === layer)));
  if (tools.focus.value !== null) keys.add(tools.focus.value);
  for (const key of tools.preview.value?.outcome.plane?.areas.keys() ?? []) if (tools.shown.value.areas.get(key) !== work.plane.value.areas.get(key)) keys.add(key);
  return keys;
});
const liveNames = computed(() => [...liveKeys.value].sort().join('\n'));
const others = computed(() => {
  const live = new Set(liveNames.value.split('\n'));
  return areasScene(work.base.value, layerKeys(work.base.value, state.drawnLayers).filter((key) => !live.has(key)), (key) => ({ key, name: state.nameOf(key, work.records.value) }));
});
const around = computed(() => areasScene(tools.shown.value, work.changed.value.filter((key) => key.startsWith('districts/')), (key) => ({ key })));
const before = computed(() => areasScene(work.base.value, work.changed.value, (key) => ({ key })));
const vertexOwners = computed(() => {
  const count = new Map<number, number>();
  for (const area of work.plane.value.areas.values()) for (const vertex of new Set(area.flat(2))) count.set(vertex, (count.get(vertex) ?? 0) + 1);
  return count;
});
const marks = computed(() => {
  const refusal = tools.objection.value;
  return marksScene([
    ...work.findings.value.map(({ position, severity }) => ({ position, severity, label: '' }) as const),
    ...sync.serverFindings.value.map(({ position, severity = 'error' }) => ({ position, severity, label: '' }) as const),
    ...(offered.value?.marks ?? []).map((position) => ({ position, severity: 'error', label: '' }) as const),
    ...(refusal?.at ? [{ position: refusal.at, severity: 'error', label: '' } as const] : []),
  ] as Parameters<typeof marksScene>[0]);
});
const name = (key: string): string => {
  const typed = work.head.value?.fields[key]?.[state.lang.value === 'zh' ? 'name_zh' : 'name_en'];
  return typeof typed === 'string' ? typed : state.nameOf(key, work.records.value);
};
const compared = computed(() => shapesScene([[tools.comparing.value ? tools.published.value : null, { side: 'published' }], [offered.value?.geometry, { side: 'theirs' }]]));
const shownArea = computed(() => (tools.focus.value === null ? undefined : tools.shown.value.areas.get(tools.focus.value)));
// Each for itself: while a corner is looked for, areas and handles stand as they are, however many vertices they have.
const drawnAreas = computed(() => areasScene(tools.shown.value, liveKeys.value, (it) => ({ key: it, focus: it === tools.focus.value, name: name(it) })));
const handles = computed(() =>
  tools.isDrawing.value ? handleScene(tools.shown.value, shownArea.value, null, () => false) : handleScene(tools.shown.value, shownArea.value, tools.selection.value, (vertex) => (vertexOwners.value.get(vertex) ?? 1) > 1),
);
const chosen = computed(() => selectedScene(tools.shown.value, shownArea.value, tools.selection.value));
const sketch = computed(() => (tools.isDrawing.value ? sketchScene(tools.puts.value, cursor.value, tools.tool.value !== 'split') : nothing));
const target = computed(() => (tools.target.value ? targetScene(tools.target.value, tools.kindOf(tools.target.value), tools.targetWords(tools.target.value)) : nothing));
const editing = computed((): Scene => ({
  around: around.value, others: others.value, before: before.value, drawn: drawnAreas.value, compared: compared.value,
  chosen: chosen.value, handles: handles.value, sketch: sketch.value, target: target.value, marks: marks.value,
}));
const looking = computed((): Scene => ({ ...emptyScene, compared: shapes.value }));
const scene = computed((): Scene => (isEditing.value ? editing.value : looking.value));

// The hand

let dragged: { readonly selection: NonNullable<tools.Selection>; readonly from: Position } | { readonly insert: readonly [number, number]; readonly from: Position } | null = null;
/** A press that took something is no click. */
let taken = false;

function nearestHandle(plane: Plane, at: Position, reach: number): { vertex: number } | { middle: readonly [number, number] } | null {
  const area = tools.area.peek();
  const squeeze = Math.cos((at[1] * Math.PI) / 180);
  const far = ([lon, lat]: Position): number => Math.hypot((lon - at[0]) * squeeze, lat - at[1]);
  let best: { far: number; it: { vertex: number } | { middle: readonly [number, number] } } | null = null;
  for (const part of area ?? [])
    for (const ring of part)
      for (const [a, b] of edgesOf(ring)) {
        const [p, q] = [plane.positions[a]!, plane.positions[b]!];
        const toVertex = far(p);
        if (toVertex <= reach && (best === null || toVertex < best.far)) best = { far: toVertex, it: { vertex: a } };
        // A middle is taken where no vertex is meant, and where the edge is long enough to show it.
        const toMiddle = far([(p[0] + q[0]) / 2, (p[1] + q[1]) / 2]) + reach * 0.3;
        if (toMiddle <= reach && Math.hypot((p[0] - q[0]) * squeeze, p[1] - q[1]) > 2 * reach && (best === null || toMiddle < best.far)) best = { far: toMiddle, it: { middle: [a, b] } };
      }
  return best?.it ?? null;
}
function isOnEdge(plane: Plane, [a, b]: readonly [number, number], at: Position, reach: number): boolean {
  const [p, q] = [plane.positions[a]!, plane.positions[b]!];
  const squeeze = Math.cos((at[1] * Math.PI) / 180);
  const [dx, dy] = [(q[0] - p[0]) * squeeze, q[1] - p[1]];
  const [x, y] = [(at[0] - p[0]) * squeeze, at[1] - p[1]];
  const share = Math.max(0, Math.min(1, (x * dx + y * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - share * dx, y - share * dy) <= reach;
}
function partAt(at: Position): number | null {
  const area = tools.area.peek() ?? [];
  const plane = work.plane.peek();
  const found = area.findIndex((part) => {
    const [west, south, east, north] = boxAround(plane.positions, part[0]!);
    return at[0] >= west && at[0] <= east && at[1] >= south && at[1] <= north && tools.keyAt(at) === tools.focus.peek();
  });
  return found < 0 ? null : found;
}

/** Where a corner would go, shown while it is looked for: by the mouse, or by the cross in the middle of the map. */
function lookFor(at: Position | null, reach: number): void {
  const snap = at && tools.aimed(at, reach);
  batch(() => {
    tools.target.value = snap;
    cursor.value = snap?.at ?? at;
  });
}

const handlers: Pick<EditorMapOptions, 'onPress' | 'onDrag' | 'onDrop' | 'onClick' | 'onHover' | 'onKey' | 'onCentre'> = {
  onPress: (at, reach) => {
    taken = false;
    dragged = null;
    if (!isEditing.peek() || tools.tool.peek() !== 'select') return false;
    const plane = work.plane.peek();
    const now = tools.selection.peek();
    const handle = nearestHandle(plane, at, reach);
    if (handle && 'vertex' in handle) {
      tools.selection.value = handle;
      dragged = { selection: handle, from: at };
    } else if (handle) dragged = { insert: handle.middle, from: at };
    else if (now && 'edge' in now && isOnEdge(plane, now.edge, at, reach)) dragged = { selection: now, from: at };
    else if (now && 'part' in now && partAt(at) === now.part) dragged = { selection: now, from: at };
    taken = dragged !== null;
    return taken;
  },
  onDrag: (at, reach) => {
    if (!dragged) return;
    const by: Position = [at[0] - dragged.from[0], at[1] - dragged.from[1]];
    if ('insert' in dragged) tools.tryOut({ do: 'insert', edge: dragged.insert, at });
    else {
      const first = 'vertex' in dragged.selection ? work.plane.peek().positions[dragged.selection.vertex]! : null;
      // The vertex goes under the finger, whichever part of it was caught.
      tools.tryOut(tools.moving(dragged.selection, first ? [at[0] - first[0], at[1] - first[1]] : by, reach * 0.8));
    }
  },
  onDrop: (moved) => {
    const what = dragged;
    dragged = null;
    if (!what) return;
    if (!moved) {
      tools.preview.value = null;
      if ('insert' in what) {
        const [p, q] = what.insert.map((vertex) => work.plane.peek().positions[vertex]!) as [Position, Position];
        tools.insertAt(what.insert, [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2]);
      }
      return;
    }
    const vertex = work.plane.peek().positions.length;
    const outcome = tools.letGo();
    if ('insert' in what && outcome?.plane) tools.selection.value = { vertex };
  },
  onClick: (at, reach) => {
    if (!isEditing.peek()) return;
    if (tools.isDrawing.peek()) return tools.put(at, reach);
    if (tools.tool.peek() === 'merge') {
      const key = tools.keyAt(at);
      if (key !== null && key !== tools.focus.peek()) tools.mergeWith(key);
      return;
    }
    if (taken) return;
    const plane = work.plane.peek();
    for (const part of tools.area.peek() ?? [])
      for (const ring of part)
        for (const edge of edgesOf(ring))
          if (isOnEdge(plane, edge, at, reach * 0.6)) return void (tools.selection.value = { edge });
    const key = tools.keyAt(at);
    if (key !== null && key !== tools.focus.peek() && state.isMine(key)) {
      tools.focus.value = key;
      tools.selection.value = null;
      return;
    }
    const part = partAt(at);
    tools.selection.value = part === null ? null : { part };
  },
  onHover: (at, reach) => {
    if (tools.isDrawing.peek()) lookFor(at, reach);
    else cursor.value = at;
    if (at && isEditing.peek()) maps.peek()?.cursor(tools.isDrawing.peek() || tools.tool.peek() === 'merge' ? 'crosshair' : nearestHandle(work.plane.peek(), at, reach) ? 'move' : '');
  },
  onKey: (event, centre, reach) => {
    if (!isEditing.peek() || event.ctrlKey || event.metaKey) return false;
    const arrows: Readonly<Record<string, readonly [number, number]>> = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    if (tools.isDrawing.peek()) {
      if (event.key === ' ') return tools.put(centre, reach), true;
      if (event.key === 'Enter') return tools.canFinish.peek() ? (tools.finish(), true) : (tools.put(centre, reach), true);
      if (event.key === 'Backspace') return tools.takeBack(), true;
      return false;
    }
    const arrow = arrows[event.key];
    if (arrow && tools.selection.peek()) {
      const times = event.shiftKey ? 10 : 1;
      return tools.nudge(arrow[0] * times, arrow[1] * times), true;
    }
    switch (event.key) {
      case 's': case 'S': return tools.snapSelected(reach), true;
      case 'i': case 'I': case 'Insert': return tools.insertAfter(), true;
      case 'Delete': case 'Backspace': return tools.removeSelected(), true;
      default: return false;
    }
  },
  onCentre: (at, reach) => {
    if (isEditing.peek() && tools.isDrawing.peek()) lookFor(at, reach);
  },
};

const maps = signal<EditorMap | null>(null);

/** The line that says what to do next, which stands above the bar while one draws. */
const hintHeight = 60;
function coveredBy(container: HTMLElement | null): number {
  const bar = container?.closest('.stage')?.querySelector('.bar');
  return container && bar ? container.getBoundingClientRect().bottom - bar.getBoundingClientRect().top + hintHeight : 0;
}

export function Stage() {
  const container = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const frame = { number: 0 };
    return mountMap<EditorMap>(container.current!, {
      style: styleInput,
      make: async (style) => {
        const { EditorMap } = await import('./map.ts');
        if (container.current === null) return null;
        return new EditorMap({
          container: container.current, style, view: state.view.peek(), label: state.words.peek().mapLabel,
          onMove: (view) => (state.view.value = view), onReady: () => (mapLoad.value = 'ready'), ...handlers,
          covered: () => coveredBy(container.current),
        });
      },
      label: () => state.words.value.mapLabel,
      follow: (map) => {
        maps.value = map;
        const canvas = map.map.getCanvas();
        canvas.addEventListener('focus', () => (crossed.value = canvas.matches(':focus-visible')));
        canvas.addEventListener('blur', () => (crossed.value = false));
        return [
          // At most once a frame, whatever the hand does.
          effect(() => {
            const next = scene.value;
            cancelAnimationFrame(frame.number);
            frame.number = requestAnimationFrame(() => map.draw(next));
          }),
          effect(() => {
            void state.view.value;
            if (isEditing.value && tools.snapping.value && roads.wanted.value && roads.offered.value) untracked(() => roads.look(map.box(), map.map.getZoom()));
          }),
          effect(() => {
            if (crossed.value && tools.isDrawing.value) untracked(() => map.lookAtCentre());
          }),
          effect(() => {
            const wish = state.wish.value;
            if (wish === null) return;
            untracked(() => (state.wish.value = null));
            if (wish.kind === 'box') map.fit(wish.box);
            else if (wish.kind === 'point') map.goTo(wish.at);
            else map.zoomBy(wish.by);
          }),
          () => cancelAnimationFrame(frame.number),
        ];
      },
      failed: () => (mapLoad.value = 'failed'),
      gone: () => (maps.value = null),
    });
  }, []);
  const t = state.words.value;
  const at = cursor.value;
  return (
    <section class="stage" aria-label={t.map}>
      <div class="map-frame">
        <div class="map" ref={container} data-map="main" data-state={mapLoad.value} />
        {mapLoad.value !== 'ready' && (
          <div class="map-state" role={mapLoad.value === 'failed' || state.siteLoad.value === 'failed' ? 'alert' : 'status'}>
            {mapLoad.value === 'failed' ? <p class="state-title">{t.mapFailed}</p> : state.siteLoad.value === 'failed' ? <><p class="state-title">{t.failed}</p><p class="muted">{t.unreachable}</p></> : <><span class="lantern" aria-hidden="true" /><p class="muted">{t.loadingMap}</p></>}
          </div>
        )}
        {crossed.value && tools.isDrawing.value && isEditing.value && <span class="cross" aria-hidden="true" />}
      </div>
      <div class="map-tools">
        <button type="button" class="tool" aria-label={t.zoomIn} title={t.zoomIn} onClick={() => (state.wish.value = { kind: 'zoom', by: 1 })}><Icon name="plus" /></button>
        <button type="button" class="tool" aria-label={t.zoomOut} title={t.zoomOut} onClick={() => (state.wish.value = { kind: 'zoom', by: -1 })}><Icon name="minus" /></button>
        {isEditing.value && <button type="button" class="tool" aria-label={t.fit} title={t.fit} onClick={fitWork}><Icon name="fit" /></button>}
      </div>
      {isEditing.value && <Toolbar snapSelected={() => maps.peek() && tools.snapSelected(maps.peek()!.fingerReach())} />}
      {at && !matchMedia('(pointer: coarse)').matches && <p class="coordinates" aria-hidden="true">{positionWords([Number(at[0].toFixed(6)), Number(at[1].toFixed(6))])}</p>}
      <p class="credits">{state.site.value && (state.site.value.review_number ?? t.mapNotice(state.site.value.notice ?? ''))}{state.site.value?.basemap.present && ` · ${state.site.value.basemap.attribution ?? ''}`}</p>
    </section>
  );
}

export function fitWork(): void {
  const box = work.boxOfWork();
  if (box) state.wish.value = { kind: 'box', box };
}
