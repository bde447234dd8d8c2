import { summaryOf, type Summary } from '../../../domain/siting/plan.ts';
import { missing } from '../desk/caveats.tsx';
import { grouped, metres, objectiveWords, percent, serverWords } from '../desk/parts.tsx';
import * as solving from '../solving/solving.ts';
import * as state from '../desk/state.ts';

/** Back and forth among changes by hand; Ctrl+Z and Ctrl+Shift+Z do the same. */
function Steps() {
  const t = state.words.value;
  const { past, future } = solving.steps.value;
  return (
    <>
      <button type="button" class="button-quiet" data-action="undo" disabled={past.length === 0} onClick={solving.undo}>{t.undo}</button>
      <button type="button" class="button-quiet" data-action="redo" disabled={future.length === 0} onClick={solving.redo}>{t.redo}</button>
    </>
  );
}

/** The plan in five numbers, and beside them what a change by hand makes of them. */
export function Measures() {
  const t = state.words.value;
  const asked = solving.problem.value!;
  const standard = solving.standard.value;
  const before = summaryOf(asked, solving.walks.value, standard, solving.shares.value);
  const found = solving.solution.value;
  const total = asked.demand.reduce((sum, { weight }) => sum + weight, 0);
  const won = (objective: number | null | undefined): string => (asked.kind === 'market_share' && objective !== null && objective !== undefined && total > 0 ? percent(objective / total) : '');
  const extra: [string, string, string][] = [
    ...(won(found?.objective) !== '' ? [['won', t.won, won(found?.objective)] as [string, string, string]] : []),
    ...(found?.cost !== undefined ? [['cost', t.cost, `${grouped(found.cost, 2)} ${t.money}`] as [string, string, string]] : []),
    ...(asked.kind === 'p_dispersion' ? [['apart', t.nearestTwo, metres(found?.objective)] as [string, string, string]] : []),
  ];
  const result = solving.edited.value;
  const after = result ? summaryOf(asked, result.walk_m, standard) : null;
  const all: [string, string, (s: Summary) => string, (s: Summary) => number | null, 'less' | 'more'][] = [
    ['mean', t.mean, (s) => metres(s.mean), (s) => s.mean, 'less'],
    ['p90', t.p90, (s) => metres(s.p90), (s) => s.p90, 'less'],
    ['worst', t.worst, (s) => metres(s.worst), (s) => s.worst, 'less'],
    ['covered', t.within(metres(standard)), (s) => (s.total > 0 ? percent((s.covered ?? 0) / s.total) : '–'), (s) => (s.total > 0 ? (s.covered ?? 0) / s.total : null), 'more'],
    ['unserved', t.unserved, (s) => `${grouped(s.total - s.served)} ${t.people}`, (s) => s.total - s.served, 'less'],
  ];
  const rows = asked.demand.length > 0 ? all : [];
  return (
    <section class="measures" aria-label={t.tabs.plan}>
      {rows.length > 0 && missing(after ?? before) !== '' && <p class="hint hint-strong" data-measure="missing">{missing(after ?? before)}</p>}
      {solving.edit.value === null ? (
        <dl class="figures">
          {extra.map(([id, label, text]) => (
            <div key={id}>
              <dt>{label}</dt>
              <dd data-measure={id}>{text}</dd>
            </div>
          ))}
          {rows.map(([id, label, words]) => (
            <div key={id}>
              <dt>{label}</dt>
              <dd data-measure={id}>{words(before)}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <>
          <table class="deltas">
            <caption class="sr-only">{t.edited}</caption>
            <thead><tr><th scope="col">{t.measure}</th><th scope="col">{t.before}</th><th scope="col">{t.after}</th></tr></thead>
            <tbody>
              {rows.map(([id, label, words, value, better]) => {
                const a = value(before);
                const b = after && value(after);
                const change = a === null || b === null || Math.abs(a - b) < 1e-9 ? '' : (b < a) === (better === 'less') ? 'better' : 'worse';
                return (
                  <tr key={id}>
                    <th scope="row">{label}</th>
                    <td>{words(before)}</td>
                    <td class={change} data-after={id}>{after ? words(after) : '…'}{change && <><span aria-hidden="true">{b! > a! ? ' ▲' : ' ▼'}</span><span class="sr-only">{change === 'better' ? t.better : t.worse}</span></>}</td>
                  </tr>
                );
              })}
              {result?.cost !== undefined && (
                <tr>
                  <th scope="row">{t.cost}</th>
                  <td>{found?.cost === undefined ? '–' : `${grouped(found.cost, 2)} ${t.money}`}</td>
                  <td>{`${grouped(result.cost, 2)} ${t.money}`}</td>
                </tr>
              )}
              {result && result.objective !== null && (
                <tr>
                  <th scope="row">{t.best}</th>
                  <td>{objectiveWords(asked.kind, solving.solution.value?.objective)}</td>
                  <td>{objectiveWords(asked.kind, result.objective)}{won(result.objective) && <span class="muted small">{won(result.objective)}</span>}</td>
                </tr>
              )}
            </tbody>
          </table>
          {result?.reason && <p class="faults" role="status">{t.planBroken}：{serverWords(result.reason)}</p>}
          {result && <p class="hint" role="status" data-took={result.took}>{t.evaluated(result.took)}</p>}
          {solving.editFailed.value && <p class="faults" role="alert">{t.evaluateFailed}：{solving.editFailed.value}</p>}
          <div class="buttons">
            <button type="button" class="button" data-action="resolve" onClick={solving.resolve}>{t.resolve}</button>
            <button type="button" class="button-quiet" onClick={solving.undoEdit}>{t.undoAll}</button>
            <Steps />
          </div>
        </>
      )}
      {solving.edit.value === null && solving.steps.value.future.length > 0 && <div class="buttons"><Steps /></div>}
    </section>
  );
}
