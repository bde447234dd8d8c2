import { useEffect, useRef } from 'preact/hooks';
import { costsMoney, kneeOf, type FrontPoint } from '../../../domain/siting/front.ts';
import { isDone } from '../../../domain/siting/types.ts';
import { Chart } from '../desk/chart.tsx';
import { grouped, objectiveWords, percent, short } from '../desk/parts.tsx';
import { Section } from '../../../kit/parts.tsx';
import * as solving from '../solving/solving.ts';
import * as state from '../desk/state.ts';

/** Two objectives: the chart of all plans that none beats in both, and a row for each. */
export function Front() {
  const t = state.words.value;
  const asked = solving.problem.value!;
  const points = solving.front.value;
  const rows = useRef<HTMLDivElement>(null);
  // The row of the plan that is shown is brought into sight, and nothing but its list is scrolled.
  useEffect(() => {
    const row = rows.current?.querySelector<HTMLElement>('.chosen-row');
    if (row && rows.current) rows.current.scrollTop = row.offsetTop - rows.current.clientHeight / 2;
  }, [solving.point.value]);
  if (asked['front'] === undefined || points.length === 0) return null;
  const walks = asked['front'] === 'worst_walk';
  const money = costsMoney(asked);
  const total = asked.demand.reduce((sum, { weight }) => sum + weight, 0);
  const exact = (value: number): string => `${grouped(value)} ${t.metres}`;
  // Everyone is served, so that the walking of all is the mean walk of one.
  const better = (value: number): number => (walks && total > 0 ? value / total : value);
  const objective = (value: number): string => (walks ? exact(better(value)) : objectiveWords(asked.kind, value));
  const other = (value: number): string => (walks ? exact(value) : money ? `${grouped(value, 2)} ${t.money}` : `${grouped(value)} ${t.places}`);
  const shown = solving.point.value;
  const chosen = points.find(({ index }) => index !== null && index === shown) ?? null;
  const done = solving.job.value === null || isDone(solving.job.value.status);
  const knee = done ? kneeOf(points) : null;
  const names = { x: t.frontOther[walks ? 'walk' : money ? 'money' : 'sites'], y: t.frontObjective[walks ? 'walk' : 'covered'] };
  const can = (point: FrontPoint): boolean => done && point.index !== null && (point.sites ?? 0) > 0;
  const choose = (point: FrontPoint | undefined) => point && can(point) && point.index !== null && void solving.choosePoint(point.index);
  return (
    <Section title={`${t.front} · ${points.length}`} id="front-plans">
      <p class="hint" role="status">{done ? t.frontHint : t.frontSoFar(points.length)}</p>
      <p class="chart-axis muted small">{names.y} ↑</p>
      <Chart
        id="front" label={`${t.front}：${points.slice(0, 30).map((point) => `${other(point.other)}: ${objective(point.objective)}`).join('；')}`} height={190}
        x={points.map((point) => point.other)} onPick={(index) => choose(points[index])}
        lines={[
          { label: t.frontLine, colour: 'accent', values: points.map((point) => better(point.objective)), dots: true },
          ...(chosen ? [{ label: t.frontChosen, colour: 'danger' as const, values: points.map((point) => (point === chosen ? better(point.objective) : null)), dots: true, large: true }] : []),
        ]}
        formatX={walks ? (value) => `${Math.round(value)}` : short} formatY={short}
      />
      <p class="chart-axis chart-axis-x muted small">{names.x} →</p>
      <div class="front-rows" ref={rows} tabIndex={0} role="region" aria-label={t.front}>
        <table class="rows">
          <caption class="sr-only">{t.front}</caption>
          <thead><tr><th scope="col">{names.x}</th><th scope="col">{names.y}</th>{money && <th scope="col">{t.sites}</th>}<th scope="col"><span class="sr-only">{t.frontShow}</span></th></tr></thead>
          <tbody>
            {points.map((point, row) => (
              <tr key={`${point.other} ${row}`} class={point === chosen ? 'chosen-row' : ''} data-point={point.index}>
                <th scope="row">{other(point.other)}{point === knee && <span class="tag">{t.frontKnee}</span>}{!point.proven && <span class="tag">{t.frontUnproven}</span>}</th>
                <td>{objective(point.objective)}{!walks && total > 0 && <span class="muted small">{percent(point.objective / total)}</span>}</td>
                {money && <td>{point.sites ?? '–'}</td>}
                <td>
                  {point === chosen ? <span class="muted">{t.frontShown}</span> : can(point) && <button type="button" class="text-button" aria-label={t.frontShowAt(other(point.other))} disabled={solving.choosing.value !== null} onClick={() => choose(point)}>{t.frontShow}</button>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
