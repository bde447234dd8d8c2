import { batch, computed, effect, signal } from '@preact/signals';
import { edgesOfArea, isInArea, type Edge } from '../../../domain/editing/faults.ts';
import { degreesOf, metresBetween } from '../../../domain/editing/measures.ts';
import { done, type Operation, type Outcome } from '../../../domain/editing/operations.ts';
import { boxOf, idOf, keysOfEdge, layerOf, meets, neighboursOf, type Plane, type Position, type Vertex } from '../../../domain/editing/plane.ts';
import { cutting, drawing, type Put } from '../../../domain/editing/sketch.ts';
import { snapTo, type Snap } from '../../../domain/editing/snap.ts';
import * as roads from './roads.ts';
import * as state from './state.ts';
import * as work from './work.ts';

/** What the hand is for: the tool, what is selected, what is being drawn or dragged. */

export type Tool = 'select' | 'area' | 'part' | 'hole' | 'split' | 'merge';
export const tool = signal<Tool>('select');
/** The area that is worked on. */
export const focus = signal<string | null>(null);
export type Selection = { readonly vertex: Vertex } | { readonly edge: Edge } | { readonly part: number } | null;
export const selection = signal<Selection>(null);
export const snapping = signal(true);
export const following = signal(true);
/** What the corner or vertex in hand would go onto, or the last one went onto. */
export const target = signal<Snap | null>(null);
export const puts = signal<readonly Put[]>([]);
/** What would be done if the hand let go now. */
export const preview = signal<{ readonly operation: Operation; readonly outcome: Outcome } | null>(null);
export const comparing = signal(false);
export const published = signal<GeoJSON.Geometry | null>(null);

export const shown = computed((): Plane => preview.value?.outcome.plane ?? work.plane.value);
export const area = computed(() => (focus.value === null ? undefined : work.plane.value.areas.get(focus.value)));
export const isDrawing = computed(() => ['area', 'part', 'hole', 'split'].includes(tool.value));
/** Why what is being done can't be: while the hand is still at it, or the last time. */
export const objection = computed(() => preview.value?.outcome.refusal ?? work.refusal.value);

/** A step by keyboard, in metres. */
export const step = signal(1);

export function choose(next: Tool): void {
  // The tool that is on stays on, with what was put: it is left by another tool, or given up.
  if (next === tool.peek()) {
    if (next !== 'select') state.tell(state.words.peek().toolStays(state.words.peek().toolNames[next]));
    return;
  }
  batch(() => {
    tool.value = next;
    puts.value = [];
    preview.value = null;
    target.value = null;
    work.refusal.value = null;
    if (tool.value !== 'select') selection.value = null;
  });
}
export function giveUp(): void {
  batch(() => {
    if (puts.peek().length === 0 && preview.peek() === null && tool.peek() === 'select') selection.value = null;
    else if (puts.peek().length === 0) tool.value = 'select';
    puts.value = [];
    preview.value = null;
    target.value = null;
    work.refusal.value = null;
  });
}
/** To the area that work began with, at the start of it. */
export function start(): void {
  batch(() => {
    focus.value = work.head.peek()?.key ?? null;
    selection.value = null;
    puts.value = [];
    preview.value = null;
    target.value = null;
    comparing.value = false;
    published.value = null;
    tool.value = area.peek() ? 'select' : 'area';
  });
}

/** What is selected goes when it is no more there. */
effect(() => {
  const now = selection.value;
  const vertices = new Set(area.value?.flat(2));
  if (now && 'vertex' in now && !vertices.has(now.vertex)) selection.value = null;
  if (now && 'edge' in now && !(focus.value && keysOfEdge(work.plane.value, ...now.edge).includes(focus.value))) selection.value = null;
  if (now && 'part' in now && !area.value?.[now.part]) selection.value = null;
});

export const verticesOfSelection = (now: Selection): readonly Vertex[] =>
  now === null ? [] : 'vertex' in now ? [now.vertex] : 'edge' in now ? [...now.edge] : [...new Set(area.peek()?.[now.part]?.flat() ?? [])];

export function tryOut(operation: Operation | null): void {
  preview.value = operation && { operation, outcome: done(work.plane.peek(), operation) };
}
/** Does what was tried out last. */
export function letGo(): Outcome | null {
  const tried = preview.peek();
  preview.value = null;
  target.value = null;
  return tried && perform(tried.operation);
}
export function perform(operation: Operation): Outcome {
  const outcome = work.act(operation);
  if (outcome.refusal) state.tell(refusalWords(outcome.refusal));
  return outcome;
}
export function refusalWords({ code, keys = [] }: { readonly code: string; readonly keys?: readonly string[] }): string {
  const t = state.words.peek();
  const others = keys.filter((key) => key !== focus.peek()).map((key) => state.nameOf(key, work.records.peek()));
  return `${t.codes[code as keyof typeof t.codes] ?? code}${others.length > 0 ? t.with(others.join(t.comma)) : ''}`;
}

/** Moves what is selected to where it is dragged: a vertex joins what it is put on. */
export function moving(now: NonNullable<Selection>, by: Position, reach: number): Operation {
  const plane = work.plane.peek();
  const vertices = verticesOfSelection(now);
  const to = vertices.map((vertex): Position => [plane.positions[vertex]![0] + by[0], plane.positions[vertex]![1] + by[1]]);
  if (!('vertex' in now)) return { do: 'move', vertices, to };
  const near = snapped(to[0]!, reach, new Set([now.vertex]));
  const onto = near && goingOnto(now.vertex, near);
  target.value = onto && near;
  return onto ?? { do: 'move', vertices, to };
}
/** A vertex joins a vertex, is set into an edge, or goes to its place on a road; null: it is at the other end of an edge of its own. */
function goingOnto(vertex: Vertex, near: Snap): Operation | null {
  if (near.vertex !== undefined) return neighboursOf(work.plane.peek(), vertex).has(near.vertex) ? null : { do: 'join', vertex, onto: near.vertex };
  return near.edge ? { do: 'attach', vertex, edge: near.edge, at: near.at } : { do: 'move', vertices: [vertex], to: [near.at] };
}
export function snapped(at: Position, reach: number, without?: ReadonlySet<Vertex>): Snap | null {
  return snapping.peek() ? snapTo(work.plane.peek(), at, { reach, guides: roads.near(), ...(without && { without }) }) : null;
}
/** What a corner that is put there goes onto. A cut begins and ends on the border of its own area. */
export function aimed(at: Position, reach: number): Snap | null {
  const own = focus.peek();
  if (tool.peek() !== 'split' || own === null) return snapped(at, reach);
  return snapTo(work.plane.peek(), at, { reach, areas: (key) => key === own, guides: snapping.peek() ? roads.near() : undefined });
}
/** Puts the selected vertex onto what is nearest to it, without its being dragged there. */
export function snapSelected(reach: number): void {
  const now = selection.peek();
  if (now === null || !('vertex' in now)) return;
  const from = work.plane.peek().positions[now.vertex]!;
  const near = snapTo(work.plane.peek(), from, { reach, without: new Set([now.vertex]), guides: roads.near() });
  const onto = near && goingOnto(now.vertex, near);
  if (!onto) return state.tell(state.words.peek().nothingNear);
  if (onto.do === 'move' && metresBetween(from, near!.at) < 0.002) return state.tell(state.words.peek().isThere(targetWords(near!)));
  const words = targetWords(near!);
  if (perform(onto).refusal) return;
  if (onto.do === 'join') selection.value = { vertex: onto.onto };
  state.tell(state.words.peek().snappedTo(words));
}
export const kindOf = (snap: Snap): 'vertex' | 'edge' | 'road' => (snap.road ? 'road' : snap.vertex !== undefined ? 'vertex' : 'edge');
export function targetWords(snap: Snap): string {
  const t = state.words.value;
  const road = snap.road?.guide;
  const name = road ? road.names[state.lang.value] || (t.roadKinds[road.kind] ?? '') : state.nameOf(snap.key, work.records.value);
  return t.targetOn(snap.key?.startsWith('districts/') ? t.districtBorder : t.targets[kindOf(snap)], name);
}

/** By keyboard: steps to the east and the north. */
export function nudge(east: number, north: number): void {
  const now = selection.peek();
  if (now === null) return;
  const plane = work.plane.peek();
  const vertices = verticesOfSelection(now);
  const [dx, dy] = degreesOf(step.peek(), plane.positions[vertices[0]!]![1]);
  perform({ do: 'move', vertices, to: vertices.map((vertex): Position => [plane.positions[vertex]![0] + east * dx, plane.positions[vertex]![1] + north * dy]) });
}
export function moveTo(vertex: Vertex, to: Position): void {
  perform({ do: 'move', vertices: [vertex], to: [to] });
}

/** The rings of the area one after the other: the vertex before or after the selected one. */
export function stepTo(by: 1 | -1): void {
  const all = area.peek()?.flat(2) ?? [];
  if (all.length === 0) return;
  const now = selection.peek();
  const at = now && 'vertex' in now ? all.indexOf(now.vertex) : by === 1 ? -1 : 0;
  const vertex = all[(at + by + all.length) % all.length]!;
  selection.value = { vertex };
  state.wish.value = { kind: 'point', at: work.plane.peek().positions[vertex]! };
}
export function edgeAfter(vertex: Vertex): Edge | null {
  for (const part of area.peek() ?? [])
    for (const ring of part) {
      const i = ring.indexOf(vertex);
      if (i >= 0) return [vertex, ring[(i + 1) % ring.length]!];
    }
  return null;
}
export function insertAfter(): void {
  const now = selection.peek();
  const edge = now && ('vertex' in now ? edgeAfter(now.vertex) : 'edge' in now ? now.edge : null);
  if (!edge) return;
  const [p, q] = edge.map((vertex) => work.plane.peek().positions[vertex]!) as [Position, Position];
  insertAt(edge, [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2]);
}
export function insertAt(edge: Edge, at: Position): void {
  const vertex = work.plane.peek().positions.length;
  if (!perform({ do: 'insert', edge, at }).refusal) selection.value = { vertex };
}
export function removeSelected(): void {
  const now = selection.peek();
  if (now === null || focus.peek() === null) return;
  if ('vertex' in now) {
    const next = edgeAfter(now.vertex)?.[1];
    if (!perform({ do: 'delete', vertex: now.vertex }).refusal && next !== undefined) selection.value = { vertex: next };
  } else if ('part' in now) perform({ do: 'erase', key: focus.peek()!, part: now.part });
}
export const fillHole = (part: number, hole: number): void => void perform({ do: 'erase', key: focus.peek()!, part, hole });

// Drawing

/** Puts a corner; the line is closed where it comes back to its first one, and cuts where it reaches the border again. */
export function put(at: Position, reach: number): void {
  const first = puts.peek()[0];
  if (tool.peek() !== 'split' && first && puts.peek().length >= 3) {
    const squeeze = Math.cos((at[1] * Math.PI) / 180);
    if (Math.hypot((first.at[0] - at[0]) * squeeze, first.at[1] - at[1]) <= reach) return finish();
  }
  const snap = aimed(at, reach);
  const onBorder = snap !== null && !snap.road;
  if (tool.peek() === 'split' && puts.peek().length === 0 && !onBorder) return state.tell(state.words.peek().startOnBorder);
  puts.value = [...puts.peek(), snap ?? { at }];
  target.value = snap;
  if (tool.peek() === 'split' && puts.peek().length >= 2 && onBorder) finish();
}
export const takeBack = (): void => void (puts.value = puts.peek().slice(0, -1));
export const canFinish = computed(() => (tool.value === 'split' ? puts.value.length >= 2 : puts.value.length >= 3));

export function operationOfSketch(list: readonly Put[]): Operation | null {
  const key = focus.peek();
  const now = tool.peek();
  if (key === null) return null;
  if (now === 'split') return list.length < 2 ? null : cutting(work.plane.peek(), list, key, newKey(key));
  if (now === 'area' || now === 'part' || now === 'hole') return list.length < 3 ? null : drawing(work.plane.peek(), list, key, work.plane.peek().areas.has(key) ? (now === 'area' ? 'part' : now) : 'area', following.peek());
  return null;
}
export function finish(): void {
  const key = focus.peek();
  const operation = operationOfSketch(puts.peek());
  if (!operation || key === null) return;
  const into = newKey(key);
  if (perform(operation).refusal) return;
  if (tool.peek() === 'split') work.setFields(into, copiedFields(key, into));
  batch(() => {
    puts.value = [];
    target.value = null;
    tool.value = 'select';
    selection.value = null;
  });
}

/** `carriers/x-2`, or the next number that is free. */
export function newKey(key: string): string {
  const taken = (it: string): boolean => work.records.peek().has(it) || work.plane.peek().areas.has(it);
  for (let number = 2; ; number++) if (!taken(`${key}-${number}`)) return `${key}-${number}`;
}
/** The new record of a split starts with the words of the old one; what follows from its place is for the server to find. */
function copiedFields(key: string, into: string): Record<string, unknown> {
  const { lon: _lon, lat: _lat, label_lon: _labelLon, label_lat: _labelLat, district: _district, district_code: _code, district_codes: _codes, area_ha: _hectares, ...rest } = { ...work.records.peek().get(key)?.feature.properties, ...work.head.peek()?.fields[key] } as Record<string, unknown>;
  const number = into.slice(into.lastIndexOf('-') + 1);
  return { ...rest, id: idOf(into), ...('name_zh' in rest && { name_zh: `${String(rest['name_zh'])}（${number}）` }), ...('name_en' in rest && { name_en: `${String(rest['name_en'])} (${number})` }), ...('named_in_plan' in rest && { named_in_plan: false }) };
}

/** Areas of the same layer that share an edge with the one at hand. */
export const neighbours = computed((): readonly string[] => {
  const key = focus.value;
  const plane = work.plane.value;
  if (key === null || !area.value) return [];
  const box = boxOf(plane, area.value);
  const own = new Set([...edgesOfArea(area.value)].map(([a, b]) => `${b}>${a}`));
  return [...plane.areas].filter(([other, it]) => other !== key && layerOf(other) === layerOf(key) && meets(boxOf(plane, it), box) && [...edgesOfArea(it)].some(([a, b]) => own.has(`${a}>${b}`))).map(([other]) => other);
});
export function mergeWith(other: string): void {
  const key = focus.peek();
  if (key !== null && !perform({ do: 'merge', keys: [key, other] }).refusal) choose('select');
}

/** The drawn area at a place, the one at hand before all others. */
export function keyAt(at: Position): string | null {
  const plane = work.plane.peek();
  const own = focus.peek();
  if (own !== null && plane.areas.has(own) && isInArea(plane.positions, plane.areas.get(own)!, at)) return own;
  for (const [key, it] of plane.areas) if (state.drawnLayers.some((layer) => layerOf(key) === layer) && isInArea(plane.positions, it, at)) return key;
  return null;
}
/** Others who have what is being moved: the page says so while it is moved. */
export const sharers = computed((): readonly string[] => {
  const now = selection.value;
  const vertices = verticesOfSelection(now);
  if (vertices.length === 0 || vertices.length > 2) return [];
  const plane = work.plane.value;
  return [...plane.areas].filter(([key, it]) => key !== focus.value && vertices.some((vertex) => it.some((part) => part.some((ring) => ring.includes(vertex))))).map(([key]) => key);
});
