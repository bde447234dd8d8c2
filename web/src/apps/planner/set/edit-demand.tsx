import { useState } from 'preact/hooks';
import * as drawing from '../desk/drawing.ts';
import { grouped } from '../desk/parts.tsx';
import { Radios } from '../../../kit/parts.tsx';
import * as state from '../desk/state.ts';
import { TypedPoint } from '../desk/typed-point.tsx';

/** Demand as it is, in cells of a grid, or in the groups that a list names. */
export function GatherDemand() {
  const t = state.words.value;
  const { demand } = state.draft.value;
  const { gather } = demand;
  const grouped_ = demand.own.some(({ group }) => group !== undefined);
  const set = (some: Partial<typeof gather>) => state.change({ demand: { ...demand, gather: { ...gather, ...some } } });
  return (
    <div class="own" data-part="gather">
      <span class="muted small">{t.gather}</span>
      <Radios label={t.gather} value={gather.by} options={[['none', t.gathers.none], ['grid', t.gathers.grid], ['group', t.gathers.group]]} onChange={(by) => set({ by })} />
      {gather.by === 'grid' && (
        <label class="own-line">
          {t.gridMetres}
          <select data-field="grid" value={gather.metres} onChange={(event) => set({ metres: Number(event.currentTarget.value) })}>
            {[100, 200, 250, 500, 1000, 2000].map((it) => <option key={it} value={it}>{it} {t.metres}</option>)}
          </select>
        </label>
      )}
      {gather.by === 'group' && !grouped_ && <p class="hint hint-strong">{t.gatherNoGroups}</p>}
      {gather.by !== 'none' && <p class="hint">{t.gatherHint}</p>}
    </div>
  );
}

/** People of a point set by hand, points taken away and added: on the map, or found by name. */
export function EditDemand() {
  const t = state.words.value;
  const { demand } = state.draft.value;
  const points = state.problem.value.demand;
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  const hits = wanted === '' ? [] : points.filter(({ id }) => `${state.nameOf(id)} ${id}`.toLowerCase().includes(wanted)).slice(0, 6);
  const chosen = drawing.chosenDemand.value;
  const point = points.find(({ id }) => id === chosen);
  const edits = Object.entries(demand.edits);
  const away = edits.filter(([, people]) => people === 0).length;
  const choose = (id: string, lon: number, lat: number) => {
    drawing.chosenDemand.value = id;
    state.wish.value = { kind: 'point', at: [lon, lat] };
    setQuery('');
  };
  return (
    <div class="own" data-part="edit-demand">
      <div class="own-line">
        <button type="button" class="button-quiet" data-action="edit-demand" aria-pressed={state.mode.value === 'demand'} onClick={() => drawing.switchMode('demand')}>{t.editDemand}</button>
        <label class="sr-only" for="find-demand">{t.findDemand}</label>
        <input id="find-demand" type="search" class="text-input" placeholder={t.findDemand} value={query} onInput={(event) => setQuery(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Enter') event.preventDefault(); }} />
      </div>
      {hits.length > 0 && (
        <ul class="add-list">
          {hits.map(({ id, lon, lat, weight }) => (
            <li key={id}>
              <span>{state.nameOf(id)} <span class="muted">{grouped(weight)} {t.people}</span></span>
              <button type="button" class="button-quiet" aria-label={`${t.edit} ${state.nameOf(id)}`} onClick={() => choose(id, lon, lat)}>{t.edit}</button>
            </li>
          ))}
        </ul>
      )}
      <TypedPoint id="demand-at" label={t.demandAt} onPoint={drawing.placeDemand} />
      {point && (
        <div class="chosen-demand" data-demand-point={point.id}>
          <label class="own-line">
            <span class="site-name">{state.nameOf(point.id)}</span>
            <input
              type="number" min={0} step="any" inputMode="decimal" data-field="people" value={point.weight}
              onInput={(event) => { const people = Number(event.currentTarget.value); if (event.currentTarget.value !== '' && people > 0 && people <= 1e9) drawing.setPeople(point.id, people); }}
            />
            {t.people}
          </label>
          <div class="own-line">
            <button type="button" class="text-button danger" data-action="demand-away" onClick={() => drawing.setPeople(point.id, 0)}>{t.demandAway}</button>
            {demand.edits[point.id] !== undefined && <button type="button" class="text-button" onClick={() => drawing.setPeople(point.id, null)}>{t.demandBack}</button>}
            <button type="button" class="text-button" onClick={() => (drawing.chosenDemand.value = null)}>{t.ok}</button>
          </div>
        </div>
      )}
      {edits.length + demand.added.length > 0 && (
        <p class="own-line" role="status" data-edits={edits.length + demand.added.length}>
          {t.demandEdits(edits.length - away, demand.added.length, away)}
          <button type="button" class="text-button" onClick={drawing.forgetDemandEdits}>{t.undoAll}</button>
        </p>
      )}
    </div>
  );
}
