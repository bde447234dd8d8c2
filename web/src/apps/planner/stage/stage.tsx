import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { rivalsOf } from '../../../domain/siting/extras.ts';
import { boxOf, candidatesOf } from '../../../domain/siting/points.ts';
import { standardOf } from '../../../domain/siting/plan.ts';
import type { LonLat } from '../../../domain/types.ts';
import type { View } from '../../../domain/urlstate.ts';
import { mountMap } from '../../../kit/mount-map.ts';
import type { StyleInput } from '../../../map/style/build.ts';
import { aimedLayers, DrawingBar } from './drawing-bar.tsx';
import { Legend } from './legend.tsx';
import * as drawing from '../desk/drawing.ts';
import { Icon } from '../desk/icons.tsx';
import type { PlannerMap, PlannerMapOptions } from './map.ts';
import { areaOf, candidateScene, compareScene, demandScene, emptyScene, gapScene, nothing, rivalScene, rivalsIn, siteScene, sketchScene, survivorScene, walkScene, type Scene } from './scene.ts';
import * as solving from '../solving/solving.ts';
import * as state from '../desk/state.ts';

/** The maps: one, or two side by side while plans are compared. */

const area = computed(() => areaOf(state.draft.value.area, state.districts.value));
const set = computed((): Scene => {
  const draft = state.draft.value;
  const { all, existing } = candidatesOf(draft, state.city.value);
  const standing = new Set(existing);
  return {
    ...emptyScene,
    area: area.value,
    demand: state.shown.value.demand ? demandScene(state.problem.value.demand, null, 1) : nothing,
    candidates: state.shown.value.candidates ? candidateScene(all, standing, new Set(draft.forbidden)) : nothing,
    rivals: rivalScene(rivalsOf(draft, state.city.value)),
    sites: siteScene({ problem: state.problem.value, open: [...existing, ...draft.required], moved: draft.moved, locked: new Set(draft.required), selected: null }),
  };
});

const demandNow = computed(() => {
  const asked = solving.problem.value;
  return asked && state.shown.value.demand ? demandScene(asked.demand, solving.solution.value ? solving.walksNow.value : null, solving.standard.value) : nothing;
});
const walksNow = computed(() => {
  const asked = solving.problem.value;
  const assignment = solving.edited.value?.assignment ?? solving.solution.value?.assignment;
  if (!asked || !assignment || !state.shown.value.walks) return nothing;
  return walkScene(asked, assignment, solving.walksNow.value, solving.edit.value?.moved ?? {}, solving.standard.value);
});
const candidatesNow = computed(() => {
  const asked = solving.problem.value;
  return asked && state.shown.value.candidates ? candidateScene(asked.candidates, new Set(solving.openNow.value)) : nothing;
});
const sitesNow = computed(() => {
  const asked = solving.problem.value;
  return asked ? siteScene({ problem: asked, open: solving.openNow.value, moved: solving.edit.value?.moved ?? {}, locked: solving.locked.value, selected: state.selected.value }) : nothing;
});
const rivalsNow = computed(() => (solving.problem.value ? rivalsIn(solving.problem.value) : nothing));
const plan = computed((): Scene => ({
  ...emptyScene,
  demand: demandNow.value, walks: walksNow.value, candidates: candidatesNow.value, sites: sitesNow.value, rivals: rivalsNow.value,
  catchments: state.shown.value.catchments ? (solving.catchments.value?.lines ?? nothing) : nothing,
}));
const today = computed((): Scene => {
  const standing = state.city.value.existing;
  return {
    ...emptyScene,
    gaps: gapScene(state.coverage.value?.gaps ?? [], state.selected.value),
    demand: state.shown.value.demand ? demandScene(state.city.value.demand.filter(({ kind }) => kind === 'community').map((it) => ({ ...it, weight: it.weight ?? 1 })), null, 1) : nothing,
    sites: siteScene({ problem: { kind: '', demand: [], candidates: standing, existing: standing.map(({ id }) => id), distance: { model: 'walking' } }, open: standing.map(({ id }) => id), moved: {}, locked: new Set(), selected: null }),
  };
});
const slot = (own: typeof solving.slotA, other: typeof solving.slotA) =>
  computed((): Scene => {
    const mine = solving.plans.value.get(own.value ?? '');
    return mine ? compareScene(mine, solving.plans.value.get(other.value ?? '') ?? null, standardOf(mine.problem)) : emptyScene;
  });
const sceneA = slot(solving.slotA, solving.slotB);
const sceneB = slot(solving.slotB, solving.slotA);

const all = computed((): Scene => ({ ...emptyScene, sites: survivorScene(solving.survivors.value, solving.counted.value.length, state.selected.value) }));

const main = computed((): Scene => {
  switch (state.tab.value) {
    case 'today': return today.value;
    case 'compare': return solving.compareMode.value === 'all' ? all.value : sceneA.value;
    case 'plan':
    case 'saved': return solving.problem.value ? plan.value : set.value;
    case 'set': return set.value;
  }
});

/** How much of the lower left corner the legend takes. */
function legendSize(map: HTMLElement | null): { width: number; height: number } | null {
  const legend = document.querySelector('.legend')?.getBoundingClientRect();
  const frame = map?.getBoundingClientRect();
  return legend && frame ? { width: legend.right - frame.left, height: frame.bottom - legend.top } : null;
}

function styleInput(): StyleInput | null {
  const site = state.site.value;
  if (site === null) return null;
  return {
    origin: location.origin,
    live: site.live.map(({ id }) => id).filter((id) => id === 'districts'),
    basemap: site.basemap.present,
    bounds: site.bounds,
    theme: state.theme.value,
    lang: state.lang.value,
    words: { indicative: '', unverified: '', example: '', brands: ['', '', '', ''] },
    visible: ['districts'],
    brand: null, selected: null, selectedId: null, unnamed: [], me: null,
  };
}

/** Over whatever else is drawn: outlines while the problem is set, and what is at hand. */
const sketched = computed(() => sketchScene(state.tab.value === 'set' ? state.draft.value.candidates.areas : [], drawing.sketch.value));
const mainWithSketch = computed((): Scene => ({ ...main.value, sketch: sketched.value }));

const mainMap = signal<PlannerMap | null>(null);
const maps = new Map<string, PlannerMap>();
/** Of the maps on the stage as they are now, for print. */
export const mapPictures = (): Promise<string[]> => Promise.all([...maps].sort(([a]) => (a === 'main' ? -1 : 1)).map(([, map]) => map.picture()));
export const currentBounds = (): [number, number, number, number] | null => mainMap.peek()?.bounds() ?? null;

function Pane({ scene, label, id, extra, view, onView }: { scene: ReadonlySignal<Scene>; label: () => string; id: string; extra?: Pick<PlannerMapOptions, 'onDrag' | 'onBox' | 'onPick' | 'onHover'>; view: ReadonlySignal<View | null>; onView: (view: View) => void }) {
  const container = useRef<HTMLDivElement>(null);
  const [load, setLoad] = useState<state.Load>('loading');
  useEffect(() => {
    return mountMap<PlannerMap>(container.current!, {
      style: styleInput,
      make: async (style) => {
        const { PlannerMap } = await import('./map.ts');
        if (container.current === null) return null;
        return new PlannerMap({
          container: container.current, style, view: view.peek(), label: untracked(label),
          onPick: () => {}, ...extra,
          onMove: (next) => onView(next),
          onReady: () => setLoad('ready'),
        });
      },
      label,
      follow: (map) => {
        if (id === 'main') mainMap.value = map;
        maps.set(id, map);
        return [
          effect(() => map.draw(scene.value)),
          effect(() => {
            const next = view.value;
            const own = map.view();
            if (next && (Math.abs(next.lon - own.lon) > 1e-7 || Math.abs(next.lat - own.lat) > 1e-7 || Math.abs(next.zoom - own.zoom) > 1e-4)) map.jump(next);
          }),
          ...(id === 'main'
            ? [
                effect(() => { const mode = state.mode.value; map.aim(mode === 'box' ? 'box' : mode === 'look' ? null : 'point', aimedLayers[mode]); }),
                effect(() => {
                  const wish = state.wish.value;
                  if (wish === null) return;
                  untracked(() => (state.wish.value = null));
                  if (wish.kind === 'box') map.fit(wish.box, legendSize(container.current));
                  else if (wish.kind === 'point') map.goTo(wish.at);
                  else map.zoomBy(wish.by);
                }),
              ]
            : []),
        ];
      },
      failed: () => setLoad('failed'),
      gone: () => {
        if (id === 'main') mainMap.value = null;
        maps.delete(id);
      },
    });
  }, []);
  const t = state.words.value;
  return (
    <div class="map-frame">
      <div class="map" ref={container} data-map={id} data-state={load} />
      {load === 'failed' && (
        <div class="map-state" role="alert">
          <p class="state-title">{t.mapFailed}</p>
          <p class="muted">{t.mapFailedHint}</p>
        </div>
      )}
      {load === 'loading' && state.siteLoad.value !== 'failed' && (
        <div class="map-state" role="status">
          <span class="lantern" aria-hidden="true" />
          <p class="muted">{t.loadingMap}</p>
        </div>
      )}
      {state.siteLoad.value === 'failed' && (
        <div class="map-state" role="alert">
          <p class="state-title">{t.failed}</p>
          <p class="muted">{t.unreachable}</p>
          <button type="button" class="button" onClick={state.loadAll}>{t.retry}</button>
        </div>
      )}
    </div>
  );
}

/** Where the mouse is on the map. */
const hovered = signal<LonLat | null>(null);
function Coordinates() {
  const at = hovered.value;
  // Seen only: who hears the page has no mouse over the map.
  return at && <p class="coordinates" aria-hidden="true">{at[0].toFixed(5)}, {at[1].toFixed(5)}</p>;
}

const mainHandlers: Pick<PlannerMapOptions, 'onDrag' | 'onBox' | 'onPick' | 'onPoint' | 'onHover'> = {
  onHover: (at) => (hovered.value = at),
  onPoint: drawing.takePoint,
  onPick: (picked) => {
    if (state.tab.peek() === 'set' || state.tab.peek() === 'compare') return;
    state.selected.value = picked?.id ?? null;
    if (picked) requestAnimationFrame(() => document.querySelector(`[data-id="${CSS.escape(picked.id)}"]`)?.scrollIntoView({ block: 'nearest' }));
  },
  onDrag: (id, at) => {
    if (state.tab.peek() !== 'plan') return;
    state.selected.value = id;
    solving.moveSite(id, at);
  },
  onBox: ([a, b], done) => {
    state.setArea({ kind: 'box', box: boxOf(a, b).map((it) => Number(it.toFixed(5))) as unknown as [number, number, number, number] }, done);
    if (done) state.mode.value = 'look';
  },
};

export function Stage() {
  const t = state.words.value;
  const two = state.tab.value === 'compare' && solving.compareMode.value === 'two' && solving.slotB.value !== null;
  return (
    <section class={`stage${two ? ' stage-two' : ''}`} aria-label={t.map}>
      <div class="pane">
        <Pane id="main" scene={mainWithSketch} view={state.view} onView={(view) => (state.view.value = view)} label={() => (state.tab.value === 'compare' && solving.compareMode.value === 'two' ? `${state.words.value.planA}。${state.words.value.mapLabel}` : state.words.value.mapLabel)} extra={mainHandlers} />
        {two && <p class="pane-name">{t.planA}</p>}
      </div>
      {two && (
        <div class="pane">
          <Pane id="b" scene={sceneB} view={state.view} onView={(view) => (state.view.value = view)} label={() => state.words.value.mapLabelB} />
          <p class="pane-name">{t.planB}</p>
        </div>
      )}
      <DrawingBar />
      <div class="map-tools">
        <button type="button" class="tool" aria-label={t.zoomIn} title={t.zoomIn} onClick={() => (state.wish.value = { kind: 'zoom', by: 1 })}><Icon name="plus" /></button>
        <button type="button" class="tool" aria-label={t.zoomOut} title={t.zoomOut} onClick={() => (state.wish.value = { kind: 'zoom', by: -1 })}><Icon name="minus" /></button>
        <button type="button" class="tool" data-action="measure" aria-label={t.measureTool} title={t.measureTool} aria-pressed={state.mode.value === 'measure'} onClick={() => drawing.switchMode('measure')}><Icon name="ruler" /></button>
        <button type="button" class="tool" aria-label={t.fit} title={t.fit} onClick={fit}><Icon name="fit" /></button>
      </div>
      <Legend />
      <Coordinates />
      <p class="credits">{state.site.value && (state.site.value.review_number ?? t.mapNotice(state.site.value.notice ?? ''))}{state.site.value?.basemap.present && ` · ${state.site.value.basemap.attribution ?? ''}`}</p>
    </section>
  );
}

function fit(): void {
  if (state.tab.peek() === 'compare') solving.fitCompared();
  else if (state.tab.peek() === 'plan' && solving.problem.peek()) solving.fitPlan();
  else state.fitPoints(state.tab.peek() === 'set' ? state.problem.peek().demand : state.city.peek().demand);
}
