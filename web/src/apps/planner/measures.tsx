import { summaryOf, type Summary } from '../../domain/siting-plan.ts';
import { grouped, metres, objectiveWords, percent } from './parts.tsx';
import * as solving from './solving.ts';
import * as state from './state.ts';

/** The plan in five numbers, and beside them what a change by hand makes of them. */
export function Measures() {
  const t = state.words.value;
  const asked = solving.problem.value!;
  const standard = solving.standard.value;
  const before = summaryOf(asked, solving.walks.value, standard);
  const result = solving.edited.value;
  const after = result ? summaryOf(asked, result.walk_m, standard) : null;
  const rows: [string, string, (s: Summary) => string, (s: Summary) => number | null, 'less' | 'more'][] = [
    ['mean', t.mean, (s) => metres(s.mean), (s) => s.mean, 'less'],
    ['p90', t.p90, (s) => metres(s.p90), (s) => s.p90, 'less'],
    ['worst', t.worst, (s) => metres(s.worst), (s) => s.worst, 'less'],
    ['covered', t.within(metres(standard)), (s) => (s.total > 0 ? percent((s.covered ?? 0) / s.total) : '–'), (s) => (s.total > 0 ? (s.covered ?? 0) / s.total : null), 'more'],
    ['unserved', t.unserved, (s) => `${grouped(s.total - s.served)} ${t.people}`, (s) => s.total - s.served, 'less'],
  ];
  return (
    <section class="measures" aria-label={t.tabs.plan}>
      {solving.edit.value === null ? (
        <dl class="figures">
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
                    <td class={change} data-after={id}>{after ? words(after) : '…'}{change && <span aria-hidden="true">{change === 'better' ? ' ▲' : ' ▼'}</span>}</td>
                  </tr>
                );
              })}
              {result && result.objective !== null && (
                <tr>
                  <th scope="row">{t.best}</th>
                  <td>{objectiveWords(asked.kind, solving.solution.value?.objective)}</td>
                  <td>{objectiveWords(asked.kind, result.objective)}</td>
                </tr>
              )}
            </tbody>
          </table>
          {result && <p class="hint" role="status" data-took={result.took}>{t.evaluated(result.took)}</p>}
          {solving.editFailed.value && <p class="faults" role="alert">{t.evaluateFailed}：{solving.editFailed.value}</p>}
          <div class="buttons">
            <button type="button" class="button" data-action="resolve" onClick={solving.resolve}>{t.resolve}</button>
            <button type="button" class="button-quiet" onClick={solving.undoEdit}>{t.undoAll}</button>
          </div>
        </>
      )}
    </section>
  );
}
