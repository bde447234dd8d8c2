import { useState } from 'preact/hooks';
import { problemOf } from '../../../domain/siting/problems.ts';
import type { Problem } from '../../../domain/siting/types.ts';
import { Chart } from '../desk/chart.tsx';
import { axisWords, metres, objectiveWords } from '../desk/parts.tsx';
import { Section } from '../../../kit/parts.tsx';
import * as solving from '../solving/solving.ts';
import * as state from '../desk/state.ts';

/** Numbers round the plan's own, from few to twice as many; of walks in round tens. */
function around(value: number, step: number): number[] {
  return [...new Set([0.25, 0.5, 0.75, 1, 1.25, 1.5, 2].map((factor) => Math.max(step, Math.round((value * factor) / step) * step)))];
}

/** What is varied: the number of sites, or the standard where the number is the answer. */
function variedIn(problem: Problem): { readonly member: 'p' | 'standard_m'; readonly own: number } | null {
  if (problem['front'] !== undefined) return null;
  const { fields, takes } = problemOf(problem.kind);
  const p = problem['p'];
  if (fields.includes('p')) return typeof p === 'number' ? { member: 'p', own: p } : takes.includes('sizes') ? { member: 'p', own: 10 } : null;
  const standard = problem['standard_m'];
  return typeof standard === 'number' ? { member: 'standard_m', own: standard } : null;
}

export function Elbow() {
  const t = state.words.value;
  const asked = solving.problem.value!;
  const varied = variedIn(asked);
  const elbow = solving.elbow.value;
  return (
    <Section title={t.elbow} id="elbow" open={elbow !== null}>
      {varied === null ? <p class="hint">{t.elbowNone}</p> : <Curve asked={asked} member={varied.member} own={varied.own} />}
    </Section>
  );
}

function Curve({ asked, member, own }: { asked: Problem; member: 'p' | 'standard_m'; own: number }) {
  const t = state.words.value;
  const usual = around(own, member === 'p' ? 1 : 10).join(', ');
  const [text, setText] = useState<string | null>(null);
  const elbow = solving.elbow.value;
  const wanted = [...new Set((text ?? usual).split(/[\s,，、]+/).map(Number).filter((it) => it > 0 && (member === 'standard_m' || Number.isInteger(it))))].sort((a, b) => a - b);
  const of = (row: solving.ElbowRow): number => row[member] ?? 0;
  const name = (value: number): string => (member === 'p' ? String(value) : metres(value));
  const rows = elbow?.rows.filter((row) => row[member] !== undefined) ?? [];
  return (
    <>
      <p class="hint">{member === 'p' ? t.elbowHint : t.elbowStandardHint}</p>
      <div class="own-line">
        <label class="sr-only" for="elbow-values">{member === 'p' ? t.elbowP : t.elbowStandard}</label>
        <input id="elbow-values" class="text-input" type="text" inputMode="numeric" value={text ?? usual} onInput={(event) => setText(event.currentTarget.value)} />
        <button type="button" class="button-quiet" data-action="elbow" disabled={wanted.length === 0 || elbow?.busy || solving.running.value} aria-busy={elbow?.busy} onClick={() => void solving.drawElbow(member === 'p' ? { p: wanted } : { standard_m: wanted })}>{t.elbowRun}</button>
      </div>
      {elbow?.trouble && <p class="faults" role="alert">{elbow.trouble}</p>}
      {rows.length > 1 && (
        <Chart
          id="elbow" label={`${t.elbow}：${rows.map((row) => `${name(of(row))}: ${objectiveWords(asked.kind, row.best)}`).join('；')}`}
          x={rows.map(of)}
          lines={[{ label: t.best, colour: 'accent', values: rows.map((row) => row.best), dots: true }, { label: t.bound, colour: 'lockerParcel', values: rows.map((row) => row.bound), dashed: true }]}
          formatX={String} formatY={axisWords(asked.kind)}
        />
      )}
      {rows.length > 0 && (
        <table class="rows">
          <caption class="sr-only">{t.elbow}</caption>
          <thead><tr><th scope="col">{member === 'p' ? 'p' : t.elbowStandard}</th><th scope="col">{t.best}</th><th scope="col">{t.bound}</th><th scope="col"><span class="sr-only">{t.choose}</span></th></tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={of(row)}>
                <th scope="row">{name(of(row))}</th>
                <td>{objectiveWords(asked.kind, row.best)}</td>
                <td>{objectiveWords(asked.kind, row.bound)}</td>
                <td><button type="button" class="text-button" onClick={() => { state.setValue(member, of(row)); state.goTo('set'); }}>{member === 'p' ? t.elbowUse(of(row)) : t.elbowUseStandard(name(of(row)))}</button></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
