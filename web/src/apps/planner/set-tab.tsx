import { useState } from 'preact/hooks';
import { decode, readCsv, type CsvDatum, type CsvFault } from '../../domain/siting-csv.ts';
import { fieldsOf, fromMetres, problemOf, problems, toMetres, valueOf, type Field } from '../../domain/siting-problems.ts';
import { demandKinds, type Box, type DistanceModel } from '../../domain/siting-types.ts';
import { Empty, Failed, grouped, NumberField, Radios, Section, Skeletons } from './parts.tsx';
import * as solving from './solving.ts';
import { currentBounds } from './stage.tsx';
import * as state from './state.ts';

/** Everything that makes a problem, from top to bottom; the last thing is the button that solves it. */
export function SetTab() {
  const t = state.words.value;
  if (state.cityLoad.value === 'loading') return <Skeletons />;
  return (
    <form class="tab-body" onSubmit={(event) => { event.preventDefault(); void solving.solve(); }}>
      {state.cityLoad.value === 'failed' && <Failed text={state.cityError.value} onRetry={() => void state.loadCity()} />}
      {state.cityLoad.value === 'ready' && state.city.value.demand.length === 0 && <Empty title={t.noPoints} hint={t.noPointsHint} />}
      <Area />
      <Demand />
      <Candidates />
      <Goal />
      <Run />
    </form>
  );
}

function Area() {
  const t = state.words.value;
  const { area } = state.draft.value;
  const box: Box = area.kind === 'box' ? area.box : [117.1, 39.05, 117.3, 39.19];
  const codes = area.kind === 'districts' ? area.codes : [];
  const edges = ['west', 'south', 'east', 'north'] as const;
  return (
    <Section title={t.area} id="area">
      <Radios
        label={t.area} value={area.kind} options={[['all', t.areaAll], ['districts', t.areaDistricts], ['box', t.areaBox]]}
        onChange={(kind) => state.setArea(kind === 'all' ? { kind } : kind === 'districts' ? { kind, codes: [] } : { kind, box: currentBounds()?.map((it) => Number(it.toFixed(5))) as unknown as Box ?? box })}
      />
      {area.kind === 'districts' && (
        <div class="checks" role="group" aria-label={t.areaDistricts}>
          {state.districts.value.map(({ code }) => (
            <label class="check" key={code}>
              <input type="checkbox" checked={codes.includes(code)} onChange={() => state.setArea({ kind: 'districts', codes: codes.includes(code) ? codes.filter((it) => it !== code) : [...codes, code] })} />
              {state.districtName.value(code)}
            </label>
          ))}
        </div>
      )}
      {area.kind === 'box' && (
        <>
          <div class="buttons">
            <button type="button" class="button-quiet" aria-pressed={state.mode.value === 'box'} onClick={() => (state.mode.value = state.mode.value === 'box' ? 'look' : 'box')}>{t.draw}</button>
            <button type="button" class="button-quiet" onClick={() => { const now = currentBounds(); if (now) state.setArea({ kind: 'box', box: now.map((it) => Number(it.toFixed(5))) as unknown as Box }); }}>{t.useView}</button>
          </div>
          <div class="fields fields-4">
            {edges.map((edge, index) => (
              <NumberField key={edge} id={`box-${edge}`} label={t.edges[edge]} value={box[index]!} step={0.001} onChange={(value) => Number.isFinite(value) && state.setArea({ kind: 'box', box: box.map((it, k) => (k === index ? value : it)) as unknown as Box })} />
            ))}
          </div>
        </>
      )}
    </Section>
  );
}

function Demand() {
  const t = state.words.value;
  const { demand } = state.draft.value;
  const points = state.problem.value.demand;
  const people = points.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <Section title={t.demand} id="demand">
      <ul class="kinds">
        {demandKinds.map((kind) => {
          const on = demand.use[kind];
          const name = t.demandKinds[kind]!;
          return (
            <li key={kind}>
              <label class="check">
                <input type="checkbox" data-demand={kind} checked={on} onChange={() => state.change({ demand: { ...demand, use: { ...demand.use, [kind]: !on } } })} />
                {name}
                <span class="count">{grouped(state.demandCounts.value.get(kind) ?? 0)}</span>
              </label>
              <span class="field-input">
                <input
                  type="number" inputMode="decimal" min={0} step="any" disabled={!on} value={demand.weight[kind]} aria-label={t.weightOf(name)}
                  onInput={(event) => { const value = Number(event.currentTarget.value); if (event.currentTarget.value !== '' && value >= 0) state.change({ demand: { ...demand, weight: { ...demand.weight, [kind]: value } } }); }}
                />
                <span class="muted">{kind === 'community' ? t.timesCensus : t.peopleEach}</span>
              </span>
            </li>
          );
        })}
      </ul>
      <p class="hint">{t.weightsNote}</p>
      <Own kind="demand" label={t.ownDemand} count={demand.own.length} onRead={(read) => state.setOwnDemand(read)} />
      {state.draft.value.leftOut.length > 0 && (
        <p class="own-line">
          {t.leftOut(state.draft.value.leftOut.length)}
          <button type="button" class="text-button" onClick={() => state.change({ leftOut: [] })}>{t.clear}</button>
        </p>
      )}
      <p class="sum" role="status">{t.total(points.length, people)}</p>
    </Section>
  );
}

function Own({ kind, label, count, onRead }: { kind: 'demand' | 'candidates'; label: string; count: number; onRead: (points: readonly { id: string; lon: number; lat: number; weight: number }[]) => void }) {
  const t = state.words.value;
  const [datum, setDatum] = useState<CsvDatum>('WGS84');
  const [faults, setFaults] = useState<readonly CsvFault[]>([]);
  const take = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (!file) return;
    const { points, faults: found } = readCsv(decode(await file.arrayBuffer()), datum, state.site.peek()?.bounds);
    setFaults(found);
    // A list with faults is not taken in part: what is missing would not be seen.
    onRead(found.length === 0 ? points : []);
    input.value = '';
  };
  return (
    <div class="own">
      <div class="own-line">
        <label class="button-quiet file">
          {label}
          <input type="file" accept=".csv,.txt,text/csv" data-own={kind} onChange={(event) => void take(event.currentTarget)} />
        </label>
        <label class="datum">
          <span class="muted">{t.datum}</span>
          <select value={datum} onChange={(event) => setDatum(event.currentTarget.value as CsvDatum)}>
            <option value="WGS84">WGS 84</option>
            <option value="GCJ02">GCJ-02</option>
            <option value="BD09">BD-09</option>
          </select>
        </label>
      </div>
      {count === 0 && faults.length === 0 && <p class="hint">{t.csvHint}</p>}
      {count > 0 && (
        <p class="own-line" role="status">
          {t.ownRead(count)}
          <button type="button" class="text-button" onClick={() => onRead([])}>{t.removeList}</button>
        </p>
      )}
      {faults.length > 0 && (
        <div class="faults" role="alert">
          <ul>
            {faults.map((fault) => (
              <li key={`${fault.line} ${fault.code}`}>{t.line(fault.line)}：{t.csvFaults[fault.code]}{fault.what && ` “${fault.what}”`}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Candidates() {
  const t = state.words.value;
  const { candidates, existing } = state.draft.value;
  const counts = state.candidateCounts.value;
  const chosen = candidates.kinds.length === 0 ? counts.map(({ kind }) => kind) : candidates.kinds;
  const { problem } = state;
  const kept = problem.value.existing?.length ?? 0;
  const set = (kinds: readonly string[]) => state.change({ candidates: { ...candidates, kinds: kinds.length === 0 ? ['none'] : kinds } });
  return (
    <Section title={t.candidates} id="candidates">
      <div class="checks" role="group" aria-label={t.candidates}>
        {counts.map(({ kind, count }) => (
          <label class="check" key={kind}>
            <input type="checkbox" data-candidates={kind} checked={chosen.includes(kind)} onChange={() => set(chosen.includes(kind) ? chosen.filter((it) => it !== kind) : [...chosen.filter((it) => it !== 'none'), kind])} />
            {t.candidateKinds[kind] ?? t.demandKinds[kind] ?? kind}
            <span class="count">{grouped(count)}</span>
          </label>
        ))}
      </div>
      <label class="check check-line">
        <input type="checkbox" checked={existing} onChange={() => state.change({ existing: !existing })} />
        {t.keepExisting}
      </label>
      {existing && state.city.value.existing.some(({ sample }) => sample) && <p class="hint">{t.samples}</p>}
      <Own kind="candidates" label={t.ownCandidates} count={candidates.own.length} onRead={(read) => state.setOwnCandidates(read.map(({ id, lon, lat }) => ({ id, lon, lat })))} />
      <p class="sum" role="status">{t.candidateTotal(problem.value.candidates.length - kept, kept)}</p>
    </Section>
  );
}

function Goal() {
  const t = state.words.value;
  const zh = state.lang.value === 'zh';
  const draft = state.draft.value;
  const row = problemOf(draft.kind);
  const faults = new Map(state.faults.value.map((fault) => [fault.field, fault]));
  const faultWords = (field: Field): string | undefined => {
    const fault = faults.get(field.id);
    return fault && `${t.faults[fault.code]}${fault.limit === undefined ? '' : ` ${field.walk ? fromMetres(fault.limit, draft.unit) : fault.limit}`}`;
  };
  return (
    <Section title={t.problem} id="problem">
      <fieldset class="goals">
        <legend class="sr-only">{t.problem}</legend>
        {problems.map((it) => (
          <label key={it.kind} class="goal">
            <input type="radio" name="kind" value={it.kind} checked={draft.kind === it.kind} onChange={() => state.change({ kind: it.kind })} />
            <span>
              <span class="goal-name">{zh ? it.zh : it.en}<span class="muted">{it.short}</span></span>
              <span class="hint">{zh ? it.whatZh : it.whatEn}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="fields">
        {fieldsOf(row.kind).map((field) => {
          const value = valueOf(field, draft.values);
          const shown = value === null ? null : field.walk ? fromMetres(value, draft.unit) : value;
          const set = (next: number) => state.setValue(field.id, field.walk && Number.isFinite(next) ? toMetres(next, draft.unit) : next);
          return (
            <div key={field.id}>
              {field.optional && (
                <label class="check">
                  <input type="checkbox" checked={value !== null} onChange={() => state.setValue(field.id, value === null ? field.initial : null)} />
                  {zh ? field.zh : field.en}
                </label>
              )}
              {shown !== null && (
                <NumberField
                  id={field.id} label={zh ? field.zh : field.en} hint={zh ? field.hintZh : field.hintEn} value={shown} fault={faultWords(field)}
                  unit={field.walk ? (draft.unit === 'm' ? t.metres : t.minutes) : ''} onChange={set}
                />
              )}
            </div>
          );
        })}
      </div>
      <Radios label={t.unit} value={draft.unit} options={[['m', t.metres], ['min', t.minutes]]} onChange={(unit) => state.change({ unit })} />
      {draft.unit === 'min' && <p class="hint">{t.minutesNote}</p>}
      <details class="inner">
        <summary>{t.more}</summary>
        <div class="fields">
          <div class="field">
            <label for="distance-model">{t.distance}</label>
            <select id="distance-model" value={draft.distance} onChange={(event) => state.change({ distance: event.currentTarget.value as DistanceModel })}>
              {(['walking', 'geodesic', 'manhattan'] as const).map((model) => <option key={model} value={model}>{t.distances[model]}</option>)}
            </select>
          </div>
          <NumberField id="seconds" label={t.timeLimit} value={draft.seconds} step={1} onChange={(seconds) => seconds >= 1 && seconds <= 3600 && state.change({ seconds })} />
          <NumberField id="seed" label={t.seed} value={draft.seed} step={1} onChange={(seed) => Number.isInteger(seed) && seed >= 0 && state.change({ seed })} />
        </div>
      </details>
      {(draft.required.length > 0 || draft.forbidden.length > 0) && (
        <p class="own-line">
          {t.lockedCount(draft.required.length, draft.forbidden.length)}
          <button type="button" class="text-button" onClick={() => state.change({ required: [], forbidden: [], moved: {} })}>{t.clear}</button>
        </p>
      )}
    </Section>
  );
}

function Run() {
  const t = state.words.value;
  const objections = state.objected.value;
  const bad = objections.length > 0 || state.faults.value.length > 0;
  return (
    <div class="run">
      <div class="field field-wide">
        <label for="plan-name">{t.name}</label>
        <input id="plan-name" type="text" maxLength={80} placeholder={t.namePlaceholder} value={state.draft.value.title} onInput={(event) => state.change({ title: event.currentTarget.value })} />
      </div>
      {objections.length > 0 && (
        <div class="faults" role="alert">
          <ul>{objections.map((it) => <li key={it}>{t.objections[it]}</li>)}</ul>
        </div>
      )}
      {solving.trouble.value && !solving.trouble.value.gone && solving.job.value === null && <p class="faults" role="alert">{solving.trouble.value.text}</p>}
      <button type="submit" class="button button-wide" disabled={bad || solving.starting.value || state.cityLoad.value === 'loading'} aria-busy={solving.starting.value}>{t.run}</button>
    </div>
  );
}
