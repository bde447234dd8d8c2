import { areaWithin } from '../../../domain/measuring.ts';
import { formatHectares } from '../../../domain/format.ts';
import * as drawing from '../desk/drawing.ts';
import * as state from '../desk/state.ts';
import { Chips, TypedPoint } from '../desk/typed-point.tsx';

/** Candidates of one's own on the map, and outlines that take those within or leave them out. */
export function DrawCandidates() {
  const t = state.words.value;
  const { candidates, forbidden } = state.draft.value;
  const outlining = state.mode.value === 'outline';
  const use = drawing.outlineUse.value;
  return (
    <div class="own" data-part="draw-candidates">
      <div class="own-line">
        <button type="button" class="button-quiet" data-action="draw-candidates" aria-pressed={state.mode.value === 'candidate'} onClick={() => drawing.switchMode('candidate')}>{t.drawCandidates}</button>
        {(['take', 'leave'] as const).map((it) => (
          <button type="button" key={it} class="button-quiet" data-action={`outline-${it}`} aria-pressed={outlining && use === it} onClick={() => drawing.drawOutline(it)}>{t.outlines[it]}</button>
        ))}
      </div>
      <TypedPoint id="candidate-at" label={t.candidateAt} onPoint={drawing.placeCandidate} />
      <Chips points={candidates.drawn} onRemove={drawing.removeDrawn} />
      {candidates.areas.length > 0 && (
        <ul class="plain areas">
          {candidates.areas.map(({ ring, use: kind }, index) => {
            const words = t.outlineOf(t.outlineUses[kind], formatHectares(areaWithin(ring) / 10_000, state.lang.value));
            return (
              <li key={index} class="own-line">
                <button type="button" class="text-button" onClick={() => state.fitPoints(ring.map(([lon, lat]) => ({ lon, lat })))}>{words}</button>
                <button type="button" class="icon-button" aria-label={t.rivalRemove(words)} title={t.rivalRemove(words)} onClick={() => state.change({ candidates: { ...candidates, areas: candidates.areas.filter((_, k) => k !== index) } })}>✕</button>
              </li>
            );
          })}
        </ul>
      )}
      {forbidden.length > 0 && (
        <p class="own-line" data-excluded={forbidden.length}>
          {t.excludedCount(forbidden.length)}
          <button type="button" class="text-button" onClick={() => state.change({ forbidden: [] })}>{t.clear}</button>
        </p>
      )}
    </div>
  );
}
