import { useState } from 'preact/hooks';
import { Bar, gapWords, grouped, More } from '../desk/parts.tsx';
import { NumberField, Section } from '../../../kit/parts.tsx';
import * as state from '../desk/state.ts';
import * as solving from '../solving/solving.ts';

/** Goals whose best plan depends on how many people there are. */
const weighed = ['p_median', 'mclp', 'market_share'];

/** The plan held against demand that turns out otherwise: how often each site is chosen, and what the plan loses. */
export function Robust() {
  const t = state.words.value;
  const asked = solving.problem.value!;
  const now = solving.robustness.value;
  return (
    <Section title={t.robustness} id="robustness" open={now !== null}>
      {!weighed.includes(asked.kind) ? <p class="hint">{t.robustnessNone}</p> : asked['sizes'] !== undefined ? <p class="hint">{t.robustnessSized}</p> : <Ask />}
    </Section>
  );
}

function Ask() {
  const t = state.words.value;
  const [draws, setDraws] = useState(10);
  const [spread, setSpread] = useState(20);
  const [seconds, setSeconds] = useState(5);
  const now = solving.robustness.value;
  const bad = !(Number.isInteger(draws) && draws >= 1 && draws <= 50 && spread > 0 && spread < 100 && seconds > 0 && draws * seconds <= 3600);
  const rows = now?.found.rows ?? [];
  return (
    <>
      <p class="hint">{t.robustnessHint}</p>
      <div class="fields">
        <NumberField id="draws" label={t.draws} value={draws} step={1} onChange={setDraws} />
        <NumberField id="spread" label={t.spread} value={spread} step={1} onChange={setSpread} />
        <NumberField id="each-seconds" label={t.eachSeconds} value={seconds} step={1} onChange={setSeconds} />
      </div>
      <div class="buttons">
        <button type="button" class="button-quiet" data-action="robustness" disabled={bad || solving.running.value || now?.busy} aria-busy={now?.busy} onClick={() => void solving.tryOthers(solving.openNow.peek(), draws, spread / 100, seconds)}>{t.robustnessRun}</button>
      </div>
      {now?.busy && <p class="muted" role="status">{t.robustnessSoFar(rows.length, now.asked.draws)}</p>}
      {now?.trouble && <p class="faults" role="alert">{now.trouble}</p>}
      {rows.length > 0 && <Found />}
    </>
  );
}

const few = 10;

function Found() {
  const t = state.words.value;
  const { asked, found, busy } = solving.robustness.value!;
  const rows = found.rows ?? [];
  const [all, setAll] = useState(false);
  const regrets = rows.flatMap(({ regret }) => (regret === null ? [] : [regret]));
  const open = rows.filter(({ status }) => status !== 'optimal').length;
  const times = new Map((found.chosen ?? []).map((it) => [it.id, it.times]));
  const standing = new Set(solving.problem.value?.existing ?? []);
  const mine = asked.sites.filter((id) => !standing.has(id)).map((id) => ({ id, times: times.get(id) ?? 0 })).sort((a, b) => b.times - a.times);
  const others = (found.chosen ?? []).filter(({ id, times: count }) => !asked.sites.includes(id) && !standing.has(id) && 2 * count >= rows.length);
  const shown = all ? mine : mine.slice(0, few);
  const row = ({ id, times: count }: { id: string; times: number }) => (
    <tr key={id} data-site={id}>
      <th scope="row"><button type="button" class="text-button" onClick={() => look(id)}>{siteName(id)}</button></th>
      <td><span class="with-bar">{t.timesChosen(count, rows.length)}<Bar share={count / rows.length} /></span></td>
    </tr>
  );
  return (
    <>
      {regrets.length > 0 && !busy && <p class="lead" data-measure="regret">{Math.max(...regrets) === 0 ? t.robustnessBest(rows.length) : t.robustnessWords(rows.length, gapWords(regrets.reduce((sum, it) => sum + it, 0) / regrets.length), gapWords(Math.max(...regrets)))}</p>}
      {open > 0 && <p class="hint hint-strong">{t.robustnessUnproven(open)}</p>}
      <table class="rows">
        <caption>{t.chosenOfPlan}</caption>
        <tbody>{shown.map(row)}</tbody>
      </table>
      <More count={mine.length} shown={few} all={all} onToggle={() => setAll(!all)} />
      {others.length > 0 && (
        <table class="rows">
          <caption>{t.chosenElse}</caption>
          <tbody>{others.slice(0, few).map(row)}</tbody>
        </table>
      )}
      <p class="hint">{t.robustnessSeed(found.seed ?? 0)} ±{grouped(100 * asked.spread)}%</p>
    </>
  );
}

function siteName(id: string): string {
  const at = solving.problem.value?.candidates.find((it) => it.id === id);
  return at ? solving.siteName(id, [at.lon, at.lat]) : state.nameOf(id);
}

function look(id: string): void {
  const at = solving.problem.peek()?.candidates.find((it) => it.id === id);
  if (!at) return;
  state.selected.value = id;
  state.wish.value = { kind: 'point', at: [at.lon, at.lat] };
}
