import { useState } from 'preact/hooks';
import { byDistrict, histogram, summaryOf } from '../../../domain/siting/plan.ts';
import { missing } from '../desk/caveats.tsx';
import { Chart } from '../desk/chart.tsx';
import { Bar, grouped, metres, More, percent, short } from '../desk/parts.tsx';
import { Section } from '../../../kit/parts.tsx';
import * as solving from '../solving/solving.ts';
import * as state from '../desk/state.ts';

export function Histogram() {
  const t = state.words.value;
  const asked = solving.problem.value!;
  const walks = solving.walksNow.value;
  const bins = histogram(asked, walks, 24, solving.shares.value);
  const summary = summaryOf(asked, walks, null, solving.shares.value);
  const { mean, p90, worst } = summary;
  return (
    <Section title={t.histogram} id="histogram">
      <Chart
        id="histogram" label={`${t.histogram}：${t.histogramSummary(metres(mean), metres(p90), metres(worst))}`} fromZero
        x={bins.map(({ from }) => from)} lines={[{ label: t.people, colour: 'lockerParcel', values: bins.map(({ weight }) => weight), bars: true }]}
        formatX={(value) => `${value}`} formatY={short}
      />
      <p class="hint">{t.histogramSummary(metres(mean), metres(p90), metres(worst))}</p>
      {missing(summary) !== '' && <p class="hint">{missing(summary)}</p>}
    </Section>
  );
}

export function Districts() {
  const t = state.words.value;
  const asked = solving.problem.value!;
  const rows = byDistrict(asked, solving.walksNow.value, solving.standard.value, state.districtOf, solving.shares.value);
  const floors = new Map(((asked['equity'] as readonly { id: string; least_share: number }[] | undefined) ?? []).map(({ id, least_share }) => [id, least_share]));
  return (
    <Section title={t.districts} id="districts">
      <table class="rows">
        <caption class="sr-only">{t.districts}</caption>
        <thead><tr><th scope="col">{t.district}</th><th scope="col">{t.within(metres(solving.standard.value))}</th><th scope="col">{t.mean}</th></tr></thead>
        <tbody>
          {rows.map(({ district, total, covered, mean }) => (
            <tr key={district}>
              <th scope="row">{state.districtName.value(district)}<span class="muted small">{grouped(total)} {t.people}</span></th>
              <td><span class="with-bar">{percent(total > 0 ? covered / total : 0)}<Bar share={total > 0 ? covered / total : 0} />{floors.has(district) && <span class="muted small">{t.equityFloor(percent(floors.get(district)!, 0))}</span>}</span></td>
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
  const [all, setAll] = useState(false);
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
        {list.slice(0, all ? 300 : 5).map(({ id, weight, why, near }) => (
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
      <More count={list.length} shown={5} all={all} onToggle={() => setAll(!all)} />
      {all && list.length > 300 && <p class="hint">{t.unservedMore(list.length - 300)}</p>}
    </Section>
  );
}
