import { useEffect, useState } from 'preact/hooks';
import { hectares, measuresOf, mu } from '../../../domain/editing/measures.ts';
import { positionIn, positionsIn, positionWords, listOf } from '../../../domain/editing/coordinates.ts';
import { Section } from '../../../kit/parts.tsx';
import { idOf, type Position } from '../../../domain/editing/plane.ts';
import { grouped, Waiting } from '../desk/parts.tsx';
import * as state from '../desk/state.ts';
import * as sync from '../desk/sync.ts';
import * as tools from '../desk/tools.ts';
import * as work from '../desk/work.ts';
import { fitWork, mapLoad } from '../stage/stage.tsx';
import { statedWords } from '../desk/told.ts';
import { Attributes } from './attributes.tsx';
import { Bring } from './bring.tsx';
import { Findings } from './findings.tsx';
import { HandIn, Saved, SubmitNow } from './hand-in.tsx';

/** A park at work: what it measures, where its vertices are, what stands against it, and handing it in. */
export function EditPage({ id }: { id: string }) {
  const t = state.words.value;
  const [found, setFound] = useState<'yes' | 'no' | 'looking'>(work.head.peek()?.id === id ? 'yes' : 'looking');
  useEffect(() => {
    sync.forgetAnswers();
    let gone = false;
    void work.resume(id).then((is) => {
      if (gone) return;
      setFound(is ? 'yes' : 'no');
      if (!is) return;
      tools.start();
      if (!work.head.peek()!.sent) void sync.send();
    }, () => setFound('no'));
    return () => {
      gone = true;
      void sync.send();
    };
  }, [id]);
  useEffect(() => {
    if (found === 'yes' && mapLoad.value === 'ready') fitWork();
  }, [found, mapLoad.value]);
  if (found === 'looking') return <Waiting />;
  const head = work.head.value;
  if (found === 'no' || !head) return (
    <div class="state"><p class="state-title">{t.goneWork}</p><p class="muted">{t.elsewhere}</p><button type="button" class="button" onClick={() => state.goTo({ name: 'parks' })}>{t.back}</button></div>
  );
  return (
    <div class="tab-body edit">
      <header class="edit-head">
        <h2 class="lead">{state.nameOf(tools.focus.value ?? head.key, work.records.value)}</h2>
        <Saved />
        <SubmitNow />
        {work.records.value.has(tools.focus.value ?? head.key) && <button type="button" class="text-button" data-action="versions" onClick={() => state.goTo({ name: 'versions', id: idOf(tools.focus.peek() ?? head.key) })}>{t.history}</button>}
      </header>
      <Measures />
      <Bring />
      <Findings />
      <Coordinates />
      <Neighbours />
      <Attributes />
      <HandIn />
    </div>
  );
}

function Measures() {
  const t = state.words.value;
  const key = tools.focus.value;
  const area = key === null ? undefined : tools.shown.value.areas.get(key);
  const old = key === null ? undefined : work.base.value.areas.get(key);
  const now = area && measuresOf(tools.shown.value, area);
  const was = old && measuresOf(work.base.value, old);
  const stated = now && key !== null ? statedWords(now.squareMetres, work.propertiesOf(key)['area_ha']) : null;
  const row = (id: string, label: string, value: number | undefined, before: number | undefined, digits: number) => (
    <div key={id}>
      <dt>{label}</dt>
      <dd data-measure={id}>{value === undefined ? '–' : grouped(value, digits)}{value !== undefined && before !== undefined && grouped(before, digits) !== grouped(value, digits) && <small>{t.was(grouped(before, digits))}</small>}</dd>
    </div>
  );
  return (
    <Section title={t.measures} id="measures">
      <dl class="measures">
        {row('m2', t.squareMetres, now?.squareMetres, was?.squareMetres, 1)}
        {row('ha', t.hectares, now && hectares(now.squareMetres), was && hectares(was.squareMetres), 4)}
        {row('mu', t.mu, now && mu(now.squareMetres), was && mu(was.squareMetres), 2)}
        {row('perimeter', t.perimeter, now?.perimeter, was?.perimeter, 1)}
      </dl>
      {stated && <p class="hint" data-note="stated">{stated}</p>}
      {now && <p class="hint">{t.vertices} {now.vertices} · {t.partsAndHoles(now.parts, now.holes)}</p>}
      <label class="check"><input type="checkbox" data-field="compare" checked={tools.comparing.value} onChange={(event) => void compare(event.currentTarget.checked)} />{t.compare}</label>
    </Section>
  );
}

async function compare(on: boolean): Promise<void> {
  tools.comparing.value = on;
  const key = tools.focus.peek();
  if (!on || key === null) return;
  try {
    const feature = await state.api.published(key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1));
    const geometry = feature?.geometry ?? null;
    tools.published.value = geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon' ? geometry : null;
    if (tools.published.value === null) state.tell(state.words.peek().notPublished);
  } catch (error) {
    tools.comparing.value = false;
    state.failed(error);
  }
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    state.tell(state.words.peek().copied);
  } catch {
    state.tell(text);
  }
}

function Coordinates() {
  const t = state.words.value;
  const selection = tools.selection.value;
  const vertex = selection && 'vertex' in selection ? selection.vertex : null;
  const at = vertex === null ? null : tools.shown.value.positions[vertex] ?? null;
  const all = (tools.area.value ?? []).flat(2);
  const [list, setList] = useState('');
  const [listFault, setListFault] = useState(false);
  const drawList = () => {
    const positions = positionsIn(list);
    setListFault(positions === null);
    if (!positions || tools.focus.peek() === null) return;
    if (tools.tool.peek() === 'select') tools.choose(tools.area.peek() ? 'part' : 'area');
    tools.puts.value = positions.map((it) => ({ at: it }));
    tools.finish();
    fitWork();
  };
  return (
    <Section title={t.coordinates} id="coordinates">
      <p class="hint">{t.datum}</p>
      <div class="vertex-steps">
        <button type="button" class="button-quiet" data-action="previous" disabled={all.length === 0} onClick={() => tools.stepTo(-1)}>{t.previous}</button>
        <span aria-live="polite">{vertex === null ? `${all.length}` : t.vertexOf(all.indexOf(vertex) + 1, all.length)}</span>
        <button type="button" class="button-quiet" data-action="next" disabled={all.length === 0} onClick={() => tools.stepTo(1)}>{t.next}</button>
      </div>
      {at === null ? <p class="hint">{t.noVertex}</p> : <VertexForm key={`${vertex}:${at.join()}`} vertex={vertex!} at={at} />}
      <div class="own-line">
        <label class="step-field">{t.keyStep} <select value={String(tools.step.value)} onChange={(event) => (tools.step.value = Number(event.currentTarget.value))}>{[0.1, 0.5, 1, 5, 10].map((metres) => <option key={metres} value={String(metres)}>{metres} {t.metreUnit}</option>)}</select></label>
        <button type="button" class="button-quiet" data-action="copy-all" disabled={all.length === 0} onClick={() => void copy(listOf(all.map((it) => work.plane.peek().positions[it]!)))}>{t.copyAll}</button>
      </div>
      <details class="inner">
        <summary>{t.pasteAll}</summary>
        <label class="field"><span class="hint">{t.pasteHint}</span><textarea class="text-input" rows={4} value={list} aria-invalid={listFault} onInput={(event) => setList(event.currentTarget.value)} /></label>
        {listFault && <p class="hint hint-bad" role="alert">{t.notCoordinates}</p>}
        <button type="button" class="button-quiet" data-action="draw-list" disabled={list.trim() === ''} onClick={drawList}>{t.pasteAll}</button>
      </details>
      <label class="check"><input type="checkbox" checked={tools.following.value} onChange={(event) => (tools.following.value = event.currentTarget.checked)} />{t.follow}</label>
    </Section>
  );
}

function Neighbours() {
  const t = state.words.value;
  const others = work.ofOthers.value;
  const parks = tools.tool.value === 'merge' ? tools.neighbours.value : [];
  if (others.length === 0 && parks.length === 0) return null;
  const names = others.map((key) => state.nameOf(key, work.records.value)).join(t.comma);
  return (
    <Section title={t.others} id="others">
      {others.length > 0 && <p class="note" data-note="shared">{t.othersHint(names)}</p>}
      {sync.needsConsent.value.length > 0 && <p class="note">{t.consentNeeded(sync.needsConsent.value.join(t.comma))}</p>}
      {parks.map((key) => <button type="button" class="button-quiet" key={key} data-merge={key} onClick={() => tools.mergeWith(key)}>{t.mergeWith(state.nameOf(key, work.records.value))}</button>)}
    </Section>
  );
}

/** The coordinates of a vertex, to be read, copied and typed; made anew for each place, so that what is typed stays while it is typed. */
function VertexForm({ vertex, at }: { vertex: number; at: Position }) {
  const t = state.words.value;
  const [typed, setTyped] = useState(positionWords(at));
  const [fault, setFault] = useState(false);
  const move = (event: Event) => {
    event.preventDefault();
    const to = positionIn(typed);
    setFault(to === null);
    if (to === null) return;
    tools.moveTo(vertex, to);
    state.wish.value = { kind: 'point', at: to };
    // The form is another one by then.
    requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector<HTMLElement>('#coordinates')?.focus({ preventScroll: true })));
  };
  return (
    <form class="own-line" onSubmit={move}>
      <div class="field grow">
        <label for="coordinates">{t.typeCoordinates}</label>
        <input id="coordinates" type="text" inputMode="text" autocomplete="off" value={typed} aria-invalid={fault} aria-describedby={fault ? 'coordinates-fault' : undefined} onInput={(event) => setTyped(event.currentTarget.value)} />
        {fault && <p class="hint hint-bad" id="coordinates-fault" role="alert">{t.notCoordinates}</p>}
      </div>
      <span class="buttons">
        <button type="submit" class="button-quiet" data-action="set-coordinates">{t.setCoordinates}</button>
        <button type="button" class="button-quiet" data-action="copy" onClick={() => void copy(positionWords(at))}>{t.copy}</button>
      </span>
    </form>
  );
}
