import { useEffect, useState } from 'preact/hooks';
import type { Release } from '../../../data/changes-api.ts';
import { Empty, Section } from '../../../kit/parts.tsx';
import { Trouble, Waiting, whenWords } from '../desk/parts.tsx';
import * as state from '../desk/state.ts';

/** What the public sees: numbered releases, the newest of them that is not withdrawn. */
export function ReleasesPage() {
  const t = state.words.value;
  const [note, setNote] = useState('');
  const [number, setNumber] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => void state.loadReleases(), []);
  const publish = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      const made = await state.api.release(note, number);
      state.tell(t.published(made.number));
      setNote('');
    } catch (error) {
      state.failed(error);
    }
    await state.loadReleases();
    setBusy(false);
  };
  const all = [...state.releases.value].sort((a, b) => b.number - a.number);
  const current = all.find((release) => !isWithdrawn(release))?.number;
  return (
    <div class="tab-body">
      <p class="muted">{t.releasesLead}</p>
      <Section title={t.publish} id="publish">
        <form class="hand-in" onSubmit={(event) => void publish(event)}>
          <div class="field"><label for="note">{t.publishNote}</label><textarea id="note" class="text-input" rows={2} required value={note} onInput={(event) => setNote(event.currentTarget.value)} /></div>
          <div class="field"><label for="review-number">{t.reviewNumber}</label><input id="review-number" type="text" value={number} onInput={(event) => setNumber(event.currentTarget.value)} /></div>
          <button type="submit" class="button" data-action="publish" disabled={busy}>{t.publish}</button>
        </form>
      </Section>
      <h2 class="lead">{t.releasesTitle}</h2>
      {state.releasesLoad.value === 'loading' && <Waiting />}
      {state.releasesLoad.value === 'failed' && <Trouble text={t.failed} onRetry={() => void state.loadReleases()} />}
      {state.releasesLoad.value === 'ready' && all.length === 0 && <Empty title={t.noReleases} hint={t.noReleasesHint} />}
      <ul class="rows">{all.map((release) => <Row key={release.number} release={release} current={release.number === current} />)}</ul>
    </div>
  );
}

const isWithdrawn = (release: Release): boolean => Boolean(release.withdrawn);

function Row({ release, current }: { release: Release; current: boolean }) {
  const t = state.words.value;
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const withdraw = async (event: Event) => {
    event.preventDefault();
    try {
      await state.api.withdrawRelease(release.number, reason);
      setAsking(false);
    } catch (error) {
      state.failed(error);
    }
    await state.loadReleases();
  };
  const when = release.published ?? release.created ?? release.time;
  return (
    <li class="row row-tall" data-release={release.number}>
      <span class="row-text">
        <strong>{t.releaseName(release.number)}</strong>
        <span class="muted">{current && <span class="badge badge-approved">{t.current}</span>}{isWithdrawn(release) && <span class="badge badge-returned">{t.withdrawn}</span>} {[release.by ?? release.who, whenWords(when)].filter(Boolean).join(' · ')}</span>
        {release.note && <span>{release.note}</span>}
        <span class="muted">{release.review_number || t.notReviewed}</span>
      </span>
      {!isWithdrawn(release) && !asking && <span class="row-actions"><button type="button" class="button-quiet" data-action="withdraw-release" onClick={() => setAsking(true)}>{t.withdrawRelease}</button></span>}
      {asking && (
        <form class="hand-in" onSubmit={(event) => void withdraw(event)}>
          <div class="field"><label for={`why-${release.number}`}>{t.withdrawWhy}</label><input id={`why-${release.number}`} type="text" required value={reason} onInput={(event) => setReason(event.currentTarget.value)} /></div>
          <span class="buttons"><button type="submit" class="button" data-action="confirm-withdraw">{t.confirm}</button><button type="button" class="button-quiet" onClick={() => setAsking(false)}>{t.cancel}</button></span>
        </form>
      )}
    </li>
  );
}
