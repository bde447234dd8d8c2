import { useEffect, useState } from 'preact/hooks';
import { proposeMend, type MendProposal } from '../../../data/imports-api.ts';
import { measuresOfGeometry } from '../../../domain/editing/differences.ts';
import { asDrawn } from '../../../domain/editing/outline.ts';
import { idOf, layerOf, type AreaGeometry } from '../../../domain/editing/plane.ts';
import { offer, offered } from '../desk/offered.ts';
import { grouped } from '../desk/parts.tsx';
import * as state from '../desk/state.ts';

/** What a mend would do to a faulty shape: drawn beside it and told in words; nothing is mended but by hand. */

/** Faults that a mend may take away. */
export const mendable: ReadonlySet<string> = new Set(['spike', 'sliver', 'overlap', 'gap', 'unclosed_ring', 'self_intersection', 'ring_self_intersection', 'duplicate_points', 'too_few_points', 'invalid_geometry']);
const snaps = [0, 0.3, 0.5, 1, 2, 5, 10];
const metresWords = (value: number): string => grouped(value, value < 10 ? 2 : 0);

/** Equal steps as one sentence, with how many there are and how far the longest goes. */
function stepsOf({ mends }: MendProposal): string[] {
  const t = state.words.value;
  const zh = state.lang.value === 'zh';
  return [...new Set(mends.map(({ code }) => code))].map((code) => {
    const all = mends.filter((it) => it.code === code);
    const longest = Math.max(...all.map(({ metres }) => metres));
    const words = (zh ? all[0]!.zh.replace(/（[^（）]*）$/, '') : all[0]!.en.replace(/ \([^()]*\)$/, '')) + (longest > 0 ? t.upTo(metresWords(longest)) : '');
    return t.mendStep(words, all.length);
  });
}

export function Mend({ of: key, geometry, onAccept, onClose }: { of: string; geometry: AreaGeometry; onAccept: (mended: AreaGeometry) => boolean; onClose?: () => void }) {
  const t = state.words.value;
  const [snap, setSnap] = useState(0.5);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const [proposal, setProposal] = useState<MendProposal | null>(null);
  const close = () => {
    setProposal(null);
    offered.value = null;
  };
  useEffect(() => () => void (offered.value = null), []);
  const ask = async (within: number) => {
    setSnap(within);
    setBusy(true);
    setFault('');
    try {
      const found = await proposeMend(layerOf(key), idOf(key), geometry, within, { csrf: state.who.peek()?.csrf ?? '', lang: state.lang.peek() });
      const mended = { ...found, geometry: asDrawn(found.geometry, geometry) as AreaGeometry };
      setProposal(mended);
      offer(mended.geometry, mended.findings.flatMap(({ position }) => (position ? [position] : [])));
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-mend]')?.focus({ preventScroll: true }));
    } catch (error) {
      setFault(state.explain(error));
    } finally {
      setBusy(false);
    }
  };
  const accept = () => {
    if (!proposal || !onAccept(proposal.geometry)) return;
    close();
    state.tell(t.mendAccepted);
  };
  if (!proposal) return (
    <>
      <button type="button" class="button-quiet" data-action="show-mend" disabled={busy} onClick={() => void ask(snap)}>{t.showMend}</button>
      {fault && <p class="faults" role="alert">{fault}</p>}
    </>
  );
  const was = measuresOfGeometry(geometry)?.squareMetres;
  const now = proposal.area_m2;
  const [sound, steps] = [proposal.findings.length === 0, stepsOf(proposal)];
  return (
    <section class="mend" data-mend tabIndex={-1} aria-label={t.mendTitle}>
      <h3>{t.mendTitle}</h3>
      <ul class="keys"><li><span class="key key-mine" aria-hidden="true" />{t.presentKey}</li><li><span class="key key-theirs" aria-hidden="true" />{t.mendKey}</li></ul>
      <div role="status">
        {steps.length === 0 ? <p>{t.mendNothing}</p> : <ul class="mend-steps">{steps.map((words) => <li key={words}>{words}</li>)}</ul>}
        {now !== undefined && steps.length > 0 && <p data-mend-area>{was !== undefined ? t.mendArea(grouped(was, 1), grouped(now, 1), `${now >= was ? '+' : '−'}${grouped(Math.abs(now - was), 1)}`) : t.mendAreaNow(grouped(now, 1))}</p>}
        {!sound && <><p>{t.mendLeft}</p><ul class="finding-list">{proposal.findings.map((it, i) => <li key={i} class="finding finding-error"><span>{state.lang.value === 'zh' ? it.zh : it.en}</span>{it.position && <button type="button" class="text-button" onClick={() => (state.wish.value = { kind: 'point', at: it.position! })}>{t.showThere}</button>}</li>)}</ul></>}
      </div>
      <label class="step-field">{t.snapTo} <select data-field="snap" value={String(snap)} disabled={busy} onChange={(event) => void ask(Number(event.currentTarget.value))}>{snaps.map((it) => <option key={it} value={String(it)}>{it === 0 ? t.noSnap : t.metres(it)}</option>)}</select></label>
      {fault && <p class="faults" role="alert">{fault}</p>}
      <span class="buttons">
        <button type="button" class="button" data-action="accept-mend" disabled={busy || !sound || steps.length === 0} onClick={accept}>{t.acceptMend}</button>
        <button type="button" class="button-quiet" data-action="decline-mend" onClick={() => { close(); onClose?.(); }}>{t.declineMend}</button>
      </span>
    </section>
  );
}
