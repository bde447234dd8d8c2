import { heavyPoints } from '../../../domain/siting/plan.ts';
import { demandKinds, type Box } from '../../../domain/siting/types.ts';
import { DrawCandidates } from './draw-candidates.tsx';
import { EditDemand, GatherDemand } from './edit-demand.tsx';
import { Extras } from './extras.tsx';
import { Goal } from './goal.tsx';
import { Market } from './market.tsx';
import { Heavy } from '../desk/caveats.tsx';
import { Own, Samples } from './own-list.tsx';
import { Failed, grouped, Refused, serverWords, Skeletons } from '../desk/parts.tsx';
import { Empty, NumberField, Radios, Section } from '../../../kit/parts.tsx';
import * as solving from '../solving/solving.ts';
import { currentBounds } from '../stage/stage.tsx';
import * as state from '../desk/state.ts';

/** Everything that makes a problem, from top to bottom; the last thing is the button that solves it. */
export function SetTab() {
  const t = state.words.value;
  if (state.cityLoad.value === 'loading') return <Skeletons />;
  return (
    <form class="tab-body" noValidate onSubmit={(event) => { event.preventDefault(); void solving.solve(); }}>
      {state.cityLoad.value === 'failed' && <Failed text={state.cityError.value} onRetry={() => void state.loadCity()} />}
      {state.cityLoad.value === 'ready' && state.city.value.demand.length === 0 && <Empty title={t.noPoints} hint={t.noPointsHint} />}
      <Area />
      <Demand />
      <Candidates />
      <Goal />
      {state.draft.value.kind === 'market_share' && <Market />}
      <Extras />
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
  const heavy = heavyPoints(points);
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
      <details class="inner" data-part="demand-more" open={demand.gather.by !== 'none' || demand.added.length > 0 || Object.keys(demand.edits).length > 0}>
        <summary>{t.demandMore}</summary>
        <GatherDemand />
        <EditDemand />
      </details>
      <Own kind="demand" label={t.ownDemand} count={demand.own.length} onRead={(read) => state.setOwnDemand(read.map(({ id, lon, lat, weight, group }) => ({ id, lon, lat, weight, ...(group !== undefined && { group }) })))} />
      {state.draft.value.leftOut.length > 0 && (
        <p class="own-line">
          {t.leftOut(state.draft.value.leftOut.length)}
          <button type="button" class="text-button" onClick={() => state.change({ leftOut: [] })}>{t.clear}</button>
        </p>
      )}
      {heavy.length > 0 && <ul class="plain caveats"><Heavy points={heavy} /></ul>}
      {state.draft.value.kind === 'p_dispersion' ? <p class="hint">{t.demandIgnored}</p> : <p class="sum" role="status">{t.total(points.length, people)}</p>}
      <Refused at="demand" />
    </Section>
  );
}

function Candidates() {
  const t = state.words.value;
  const { candidates, existing, kind } = state.draft.value;
  const counts = state.candidateCounts.value;
  const chosen = candidates.kinds.length === 0 ? counts.map((it) => it.kind) : candidates.kinds;
  const { problem } = state;
  const kept = problem.value.existing?.length ?? 0;
  const set = (kinds: readonly string[]) => state.change({ candidates: { ...candidates, kinds: kinds.length === 0 ? ['none'] : kinds } });
  return (
    <Section title={t.candidates} id="candidates">
      <div class="checks" role="group" aria-label={t.candidates}>
        {counts.map(({ kind: sort, count }) => (
          <label class="check" key={sort}>
            <input type="checkbox" data-candidates={sort} checked={chosen.includes(sort)} onChange={() => set(chosen.includes(sort) ? chosen.filter((it) => it !== sort) : [...chosen.filter((it) => it !== 'none'), sort])} />
            {t.candidateKinds[sort] ?? t.demandKinds[sort] ?? sort}
            <span class="count">{grouped(count)}</span>
          </label>
        ))}
      </div>
      {kind !== 'market_share' && (
        <label class="check check-line">
          <input type="checkbox" checked={existing} onChange={() => state.change({ existing: !existing })} />
          {t.keepExisting}
        </label>
      )}
      {kind !== 'market_share' && existing && <Samples />}
      <Own kind="candidates" label={t.ownCandidates} count={candidates.own.length} onRead={(read) => state.setOwnCandidates(read.map(({ id, lon, lat, cost, attraction }) => ({ id, lon, lat, ...(cost !== undefined && { cost }), ...(attraction !== undefined && { attraction }) })))} />
      <DrawCandidates />
      <p class="sum" role="status">{t.candidateTotal(problem.value.candidates.length - kept - (problem.value.forbidden?.length ?? 0), kept)}</p>
      <Refused at="candidates" />
    </Section>
  );
}

function Run() {
  const t = state.words.value;
  const objections = state.objected.value;
  const refusal = state.refusal.value;
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
      {refusal && (
        <p class="faults" role="alert" data-refusal={refusal.field ?? ''}>
          {t.refused2}：{serverWords(refusal.text)}
          {refusal.field !== null && <button type="button" class="text-button" onClick={() => state.goToField(refusal.field!)}>{t.goField}</button>}
        </p>
      )}
      <button type="submit" class="button button-wide" disabled={bad || solving.starting.value || state.cityLoad.value === 'loading'} aria-busy={solving.starting.value}>{t.run}</button>
    </div>
  );
}
