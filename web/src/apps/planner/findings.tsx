import { useState } from 'preact/hooks';
import { byDistrict, histogram, summaryOf } from '../../domain/siting-plan.ts';
import { problemOf } from '../../domain/siting-problems.ts';
import { Chart } from './chart.tsx';
import { axisWords, Bar, grouped, metres, objectiveWords, percent, Section, short } from './parts.tsx';
import * as solving from './solving.ts';
import * as state from './state.ts';

export function Histogram() {
  const t = state.words.value;
  const asked = solving.problem.value!;
  const walks = solving.walksNow.value;
  const bins = histogram(asked, walks);
  const { mean, p90, worst } = summaryOf(asked, walks, null);
  return (
    <Section title={t.histogram} id="histogram">
      <Chart
        id="histogram" label={`${t.histogram}：${t.histogramSummary(metres(mean), metres(p90), metres(worst))}`} fromZero
        x={bins.map(({ from }) => from)} lines={[{ label: t.people, colour: 'lockerParcel', values: bins.map(({ weight }) => weight), bars: true }]}
        formatX={(value) => `${value}`} formatY={short}
      />
      <p class="hint">{t.histogramSummary(metres(mean), metres(p90), metres(worst))}</p>
    </Section>
  );
}

export function Districts() {
  const t = state.words.value;
  const asked = solving.problem.value!;
  const rows = byDistrict(asked, solving.walksNow.value, solving.standard.value, (id) => state.cityPoint(id)?.district);
  return (
    <Section title={t.districts} id="districts">
      <table class="rows">
        <caption class="sr-only">{t.districts}</caption>
        <thead><tr><th scope="col">{t.district}</th><th scope="col">{t.within(metres(solving.standard.value))}</th><th scope="col">{t.mean}</th></tr></thead>
        <tbody>
          {rows.map(({ district, total, covered, mean }) => (
            <tr key={district}>
              <th scope="row">{state.districtName.value(district)}<span class="muted small">{grouped(total)} {t.people}</span></th>
              <td><span class="with-bar">{percent(total > 0 ? covered / total : 0)}<Bar share={total > 0 ? covered / total : 0} /></span></td>
              <td>{metres(mean)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

export function Unserved() {
  const t = state.words.value;
  const asked = solving.problem.value!;
  const known = solving.edit.value === null ? solving.solution.value?.uncovered : undefined;
  const walks = solving.walksNow.value;
  const reasons = new Map(known?.map((it) => [it.demand, it]) ?? []);
  const list = asked.demand
    .flatMap(({ id, weight }, index) => {
      const reason = reasons.get(id);
      if (!reason && (walks[index] !== null || weight <= 0)) return [];
      const near = reason?.nearest_candidate !== undefined && reason.distance_m !== undefined ? t.nearest(metres(reason.distance_m)) : '';
      return [{ id, weight, why: reason ? (t.why[reason.why] ?? reason.why) : t.outOfReach, near }];
    })
    .sort((a, b) => b.weight - a.weight);
  return (
    <Section title={`${t.unservedTitle} · ${list.length}`} id="unserved" open={list.length > 0}>
      {list.length === 0 && <p class="muted">{t.unservedNone}</p>}
      <ul class="unserved">
        {list.slice(0, 30).map(({ id, weight, why, near }) => (
          <li key={id}>
            <button type="button" class="site" onClick={() => { const at = asked.demand.find((it) => it.id === id); if (at) state.wish.value = { kind: 'point', at: [at.lon, at.lat] }; }}>
              <span class="sign band-3" aria-hidden="true">✕</span>
              <span class="site-text">
                <span class="site-name">{state.nameOf(id)}</span>
                <span class="muted site-facts">{[`${grouped(weight)} ${t.people}`, why, near].filter(Boolean).join(' · ')}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {list.length > 30 && <p class="hint">{t.unservedMore(list.length - 30)}</p>}
    </Section>
  );
}

/** Numbers round the plan's own, from few to twice as many. */
function around(p: number): number[] {
  return [...new Set([0.25, 0.5, 0.75, 1, 1.25, 1.5, 2].map((factor) => Math.max(1, Math.round(p * factor))))];
}

export function Elbow() {
  const t = state.words.value;
  const asked = solving.problem.value!;
  const p = asked['p'];
  const own = typeof p === 'number' ? around(p).join(', ') : '';
  const [text, setText] = useState<string | null>(null);
  const elbow = solving.elbow.value;
  const wanted = [...new Set((text ?? own).split(/[\s,，、]+/).map(Number).filter((it) => Number.isInteger(it) && it > 0))].sort((a, b) => a - b);
  const usesP = problemOf(asked.kind).fields.includes('p');
  return (
    <Section title={t.elbow} id="elbow" open={elbow !== null}>
      {!usesP ? (
        <p class="hint">{t.elbowOnlyP}</p>
      ) : (
        <>
          <p class="hint">{t.elbowHint}</p>
          <div class="own-line">
            <label class="sr-only" for="elbow-p">{t.elbowP}</label>
            <input id="elbow-p" class="text-input" type="text" inputMode="numeric" value={text ?? own} onInput={(event) => setText(event.currentTarget.value)} />
            <button type="button" class="button-quiet" data-action="elbow" disabled={wanted.length === 0 || elbow?.busy || solving.running.value} aria-busy={elbow?.busy} onClick={() => void solving.drawElbow(wanted)}>{t.elbowRun}</button>
          </div>
          {elbow?.trouble && <p class="faults" role="alert">{elbow.trouble}</p>}
          {elbow && elbow.rows.length > 1 && (
            <Chart
              id="elbow" label={`${t.elbow}：${elbow.rows.map((row) => `${row.p}: ${objectiveWords(asked.kind, row.best)}`).join('；')}`}
              x={elbow.rows.map((row) => row.p)}
              lines={[{ label: t.best, colour: 'accent', values: elbow.rows.map((row) => row.best), dots: true }, { label: t.bound, colour: 'lockerParcel', values: elbow.rows.map((row) => row.bound), dashed: true }]}
              formatX={String} formatY={axisWords(asked.kind)}
            />
          )}
          {elbow && elbow.rows.length > 0 && (
            <table class="rows">
              <caption class="sr-only">{t.elbow}</caption>
              <thead><tr><th scope="col">p</th><th scope="col">{t.best}</th><th scope="col">{t.bound}</th><th scope="col"><span class="sr-only">{t.elbowUse(0)}</span></th></tr></thead>
              <tbody>
                {elbow.rows.map((row) => (
                  <tr key={row.p}>
                    <th scope="row">{row.p}</th>
                    <td>{objectiveWords(asked.kind, row.best)}</td>
                    <td>{objectiveWords(asked.kind, row.bound)}</td>
                    <td><button type="button" class="text-button" onClick={() => { state.setValue('p', row.p); state.goTo('set'); }}>{t.elbowUse(row.p)}</button></td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </>
      )}
    </Section>
  );
}
