import { useEffect, useState } from 'preact/hooks';
import { inLanguage } from '../../../domain/bilingual.ts';
import { gapOf, summaryOf } from '../../../domain/siting/plan.ts';
import { namedIn } from '../../../domain/siting/points.ts';
import { outOfReach, reachOf } from '../../../domain/siting/reach.ts';
import { isDone } from '../../../domain/siting/types.ts';
import { Chart } from '../desk/chart.tsx';
import { Front } from './front.tsx';
import { Elbow } from './elbow.tsx';
import { Districts, Histogram, Unserved } from './findings.tsx';
import { axisWords, Failed, gapWords, grouped, metres, objectiveWords, percent, serverWords, Skeletons } from '../desk/parts.tsx';
import { Empty, Section } from '../../../kit/parts.tsx';
import { Robust } from './robust.tsx';
import { Sites } from './sites.tsx';
import { Measures } from './measures.tsx';
import * as solving from '../solving/solving.ts';
import * as state from '../desk/state.ts';

/** A plan: how the search goes, what it found, who gains, changed by hand, kept and shared. */
export function PlanTab() {
  const t = state.words.value;
  const { problem, solution, trouble, job, opening } = solving;
  if (opening.value) return <Skeletons />;
  if (trouble.value?.gone) return <Empty title={trouble.value.text} hint={t.goneHint} action={<button type="button" class="button" onClick={() => state.goTo('set')}>{t.goSet}</button>} />;
  if (!job.value && !problem.value) {
    if (trouble.value) return <Failed text={trouble.value.text} />;
    return <Empty title={t.noPlan} hint={t.noPlanHint} action={<button type="button" class="button" onClick={() => state.goTo('set')}>{t.goSet}</button>} />;
  }
  const found = solution.value;
  const plan = found !== null && found.open.length > 0 && problem.value !== null;
  return (
    <div class="tab-body">
      {plan && <Sentence />}
      {job.value && <Progress brief={plan && isDone(job.value.status)} />}
      <Conflict />
      {plan ? (
        <>
          <Actions />
          <Front />
          <Measures />
          <Sites />
          {problem.value!.demand.length > 0 && (
            <>
              <Histogram />
              <Districts />
              <Unserved />
            </>
          )}
          <Elbow />
          <Robust />
          <Technical />
          <Keep />
        </>
      ) : (
        solving.running.value && (solving.front.value.length > 0 ? <Front /> : <p class="muted" role="status">{t.waitingPlan}</p>)
      )}
      {found?.notes && found.notes.length > 0 && (
        <Section title={t.notes} id="notes">
          <ul class="plain">{found.notes.map((note) => <li class="hint" key={note}>{inLanguage(note, state.lang.value)}</li>)}</ul>
        </Section>
      )}
    </div>
  );
}

/** Seconds that go on between two answers of the server. */
function useElapsed(told: number, over: boolean): number {
  const [since, setSince] = useState(0);
  useEffect(() => {
    setSince(0);
    if (over) return undefined;
    const began = performance.now();
    const timer = setInterval(() => setSince((performance.now() - began) / 1000), 500);
    return () => clearInterval(timer);
  }, [told, over]);
  return told + (over ? 0 : since);
}

/** Plan, bound and gap, and how they came together; of a plan that was kept, as they were kept. */
function Terms() {
  const t = state.words.value;
  const { best: objective, bound: least, gap: told } = solving.job.value ?? { best: solving.solution.value?.objective, bound: solving.solution.value?.bound, gap: solving.solution.value?.gap };
  const kind = solving.problem.value?.kind ?? '';
  const gap = told ?? gapOf(objective, least);
  const best = objectiveWords(kind, objective);
  const bound = objectiveWords(kind, least);
  const past = solving.history.value;
  return (
    <>
      {solving.problem.value?.['front'] !== undefined ? (
        <dl class="trio"><div><dt>{t.frontPlans}</dt><dd data-measure="front">{grouped(solving.front.value.length)}</dd></div></dl>
      ) : (
        <dl class="trio">
          <div><dt>{t.best}</dt><dd data-measure="best">{best}</dd></div>
          <div><dt>{t.bound}</dt><dd data-measure="bound">{bound}</dd></div>
          <div><dt>{t.gap}</dt><dd data-measure="gap">{gapWords(gap)}</dd></div>
        </dl>
      )}
      {past.filter(([, value]) => value !== null).length > 1 && (
        <Chart
          id="progress" label={`${t.chartProgress}：${t.chartProgressNow(best, bound, gapWords(gap))}`}
          x={past.map(([at]) => at)} height={140} fromStart
          lines={[
            { label: t.best, colour: 'accent', values: past.map(([, value]) => value), stepped: true, dots: past.length < 4 },
            { label: t.bound, colour: 'lockerParcel', values: past.map(([, , value]) => value), stepped: true, dashed: true, dots: past.length < 4 },
          ]}
          formatX={(value) => `${Number(value.toFixed(2))}${t.seconds}`} formatY={axisWords(kind)}
        />
      )}
    </>
  );
}

/** How the search goes; once it is over and there is a plan, only how it ended: the terms are among the technical details. */
function Progress({ brief }: { brief: boolean }) {
  const t = state.words.value;
  const job = solving.job.value!;
  const over = isDone(job.status);
  const empty = job.status === 'stopped' && (job.best === null || job.best === undefined);
  const touched = solving.edit.value !== null;
  const unchecked = job.status === 'proven' && job.checked === false;
  const found = empty ? t.stoppedEmpty : unchecked ? t.provenUnchecked : t.status[job.status];
  const status = touched ? t.changed : found;
  const elapsed = useElapsed(job.elapsed_s ?? 0, over);
  return (
    <section class="progress" aria-label={status} data-status={job.status}>
      <header class="progress-head">
        <h2 class={`badge badge-${touched ? 'stopped' : job.status}`} data-touched={touched}>{status}</h2>
        <span class="sr-only" role="status">{status}</span>
        {!over && job.phase && <span class="muted">{t.phases[job.phase] ?? job.phase}</span>}
        <span class="muted progress-time">{elapsed.toFixed(1)} {t.seconds}</span>
      </header>
      {touched && <p class="hint">{t.changedHint}</p>}
      {!touched && !brief && <Terms />}
      {!over && <button type="button" class="button-quiet button-wide" onClick={() => void solving.cancel()}>{t.cancel}</button>}
      {over && !touched && job.status === 'stopped' && <button type="button" class="button-quiet button-wide" data-action="go-on" disabled={solving.starting.value} onClick={solving.goOn}>{t.goOn(state.draft.value.seconds)}</button>}
      {empty && <p>{t.stoppedEmptyHint}</p>}
    </section>
  );
}

/** The words of the trade, for who asks. */
function Technical() {
  const t = state.words.value;
  const job = solving.job.value;
  const nodes = job?.nodes ?? solving.solution.value?.nodes;
  return (
    <Section title={t.technical} id="technical" open={false}>
      {solving.edit.value !== null && <p class="hint">{t.changedHint}</p>}
      <Terms />
      {nodes !== undefined && <p class="hint">{t.nodes} {grouped(nodes)}</p>}
      {job?.status === 'proven' && <p class="hint">{job.checked === false ? t.provenUnchecked : t.provenChecked}</p>}
    </Section>
  );
}

/** What the server refused or could not solve, the demand it names, and the way on. */
function Conflict() {
  const t = state.words.value;
  const found = solving.solution.value?.status === 'infeasible' ? solving.solution.value : null;
  const said = solving.trouble.value?.text ?? found?.reason ?? '';
  const text = serverWords(said);
  if (text === '' && found === null) return null;
  const refusal = state.refusal.value;
  const demand = solving.problem.value?.demand ?? [];
  // The server names ten of those that nothing reaches; the straight line tells of most of the others.
  const asked = solving.problem.value;
  const unreachable = asked !== null && /不可达|no permitted candidate reaches/.test(said);
  const lost = unreachable ? outOfReach(asked) : [];
  const far = new Map(lost.map(({ id, nearest }) => [id, nearest]));
  const named = found?.conflict && found.conflict.length > 0 ? found.conflict : namedIn(said, demand);
  const ids = [...new Set([...named, ...far.keys()])];
  const places = new Map(demand.map((point) => [point.id, point]));
  return (
    <div class="conflict" role="alert">
      <p>{unreachable ? t.unreachableAll(ids.length, ids.reduce((sum, id) => sum + (places.get(id)?.weight ?? 0), 0), reachOf(asked)) : text}</p>
      {refusal?.field !== null && refusal !== null && (
        <p><button type="button" class="button-quiet" data-action="go-field" onClick={() => state.goToField(refusal.field!)}>{t.goField}</button></p>
      )}
      {ids.length > 0 && (
        <>
          <h3>{t.conflict}</h3>
          <ul class="plain">
            {ids.slice(0, 20).map((id) => (
              <li key={id}>
                <button type="button" class="text-button" onClick={() => { const at = places.get(id); if (at) state.wish.value = { kind: 'point', at: [at.lon, at.lat] }; }}>{state.nameOf(id)}</button>
                <span class="muted"> {grouped(places.get(id)?.weight ?? 0)} {t.people}{unreachable && ` · ${far.has(id) ? (far.get(id) == null ? t.unreachableNone : t.unreachableFar(metres(far.get(id)))) : t.unreachableNetwork}`}</span>
              </li>
            ))}
          </ul>
          <button type="button" class="button-quiet" data-action="leave-out" onClick={() => { state.change({ leftOut: [...new Set([...state.draft.peek().leftOut, ...ids])] }); void solving.solve(); }}>{t.leaveOut(ids.length)}</button>
        </>
      )}
    </div>
  );
}

/** The plan in one sentence, before all terms. */
function Sentence() {
  const t = state.words.value;
  const asked = solving.problem.value!;
  const found = solving.solution.value!;
  if (asked.demand.length === 0) return null;
  const touched = solving.edit.value !== null;
  const { mean, total, covered } = summaryOf(asked, solving.walksNow.value, solving.standard.value, solving.shares.value);
  if (mean === null || total <= 0) return null;
  const open = solving.openNow.value;
  const fresh = open.filter((id) => !(asked.existing ?? []).includes(id)).length;
  const gap = found.gap ?? gapOf(found.objective, found.bound);
  const proof = touched ? t.sentenceChanged : found.status === 'optimal' ? t.sentenceBest : t.sentenceGap(gap === null ? null : gapWords(gap));
  return <p class="lead sentence" data-measure="sentence">{t.sentence(t.sentenceSites(fresh, open.length - fresh), metres(mean), percent((covered ?? 0) / total, 0), metres(solving.standard.value), proof)}</p>;
}

/** What is done with a plan, within reach wherever one has scrolled to. */
function Actions() {
  const t = state.words.value;
  const id = solving.job.value?.id;
  const kept = solving.scenario.value;
  const all = solving.solution.value?.front?.length ?? 0;
  const at = all > 0 ? solving.point.value : null;
  const report = id !== undefined ? state.api.file(id, 'html', at) : kept ? state.api.scenarioReport(kept) : null;
  const share = async () => {
    try {
      await navigator.clipboard.writeText(state.address());
      state.tell(t.copied);
    } catch {
      state.tell(t.notCopied);
    }
  };
  return (
    <div class="actions" role="toolbar" aria-label={t.actions}>
      {kept && <button type="button" class="button-quiet" disabled={solving.running.value} onClick={() => void solving.save(false)}>{t.saveVersion(kept.version + 1)}</button>}
      <button type="button" class="button-quiet" disabled={solving.running.value} data-action="save" onClick={() => void solving.save(true)}>{kept ? t.saveNew : t.save}</button>
      <button type="button" class="button-quiet" data-action="share" aria-label={t.shareLink} onClick={() => void share()}>{t.shareShort}</button>
      {report !== null && <a class="button-quiet" data-action="report" aria-label={t.reportOpen} href={report} target="_blank" rel="noopener">{t.report}</a>}
      <button type="button" class="button-quiet" data-action="export" onClick={() => state.openSection('keep')}>{t.exportShort}</button>
    </div>
  );
}

function Keep() {
  const t = state.words.value;
  const id = solving.job.value?.id;
  const all = solving.solution.value?.front?.length ?? 0;
  const at = all > 0 ? solving.point.value : null;
  return (
    <Section title={t.keepTitle} id="keep">
      <div class="field field-wide">
        <label for="keep-name">{t.name}</label>
        <input id="keep-name" type="text" maxLength={80} placeholder={t.namePlaceholder} value={state.draft.value.title} onInput={(event) => state.change({ title: event.currentTarget.value })} />
      </div>
      {at !== null && <p class="hint">{t.frontKeep(all - at, all)}</p>}
      <div class="field field-wide">
        <label for="keep-notes">{t.notesOwn}</label>
        <textarea id="keep-notes" rows={2} maxLength={2000} value={state.draft.value.notes} onInput={(event) => state.change({ notes: event.currentTarget.value })} />
      </div>
      {solving.edit.value !== null && <p class="hint hint-strong">{t.keepChanged}</p>}
      <div class="buttons">
        <button type="button" class="button-quiet" onClick={() => print()}>{t.print}</button>
      </div>
      {id !== undefined && (
        <>
          <p class="downloads">
            <span class="muted">{t.download}</span>
            {['geojson', 'gpkg', 'csv', 'xlsx', 'json'].map((format) => <a key={format} href={state.api.file(id, format, at)} download={`plan.${format}`}>{format.toUpperCase()}</a>)}
          </p>
          {(solving.problem.value?.demand.length ?? 0) > 0 && (
            <p class="downloads">
              <span class="muted">{t.downloadDemand}</span>
              {['geojson', 'csv', 'xlsx'].map((format) => <a key={format} href={state.api.file(id, format, at, 'demand')} download={`demand.${format}`}>{format.toUpperCase()}</a>)}
            </p>
          )}
        </>
      )}
    </Section>
  );
}
