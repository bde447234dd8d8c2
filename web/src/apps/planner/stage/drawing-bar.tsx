import { formatHectares, formatMetres } from '../../../domain/format.ts';
import * as drawing from '../desk/drawing.ts';
import * as state from '../desk/state.ts';

/** What a click on the map can be on, by the mode. */
export const aimedLayers: Readonly<Record<state.Mode, readonly string[]>> = {
  look: [], box: [], rival: [], outline: [], measure: [],
  candidate: ['plan-candidates', 'plan-candidates-out'],
  demand: ['plan-demand', 'plan-unserved'],
};

/** Square metres while they are few, else hectares or square kilometres. */
const areaWords = (m2: number): string => (m2 < 10_000 ? `${Math.round(m2).toLocaleString('en-US')} ${state.lang.value === 'zh' ? '平方米' : 'm²'}` : formatHectares(m2 / 10_000, state.lang.value));
/** A metre counts where somebody measures. */
const lengthWords = (metres: number): string => (metres < 1000 ? `${Math.round(metres)} ${state.words.value.metres}` : metres < 100_000 ? `${(metres / 1000).toFixed(2)} ${state.lang.value === 'zh' ? '公里' : 'km'}` : formatMetres(metres, state.lang.value));

/** What the map is for just now, and the way out of it. */
export function DrawingBar() {
  const t = state.words.value;
  const mode = state.mode.value;
  if (mode === 'look') return null;
  const corners = drawing.sketch.value.length;
  const sketching = mode === 'outline' || mode === 'measure';
  const words = {
    box: t.drawing,
    rival: t.rivalPicking,
    candidate: t.drawingCandidates,
    demand: t.editingDemand,
    outline: drawing.sketchCrosses.value ? t.outlineCrosses : t.drawingOutline(corners),
    measure: corners < 2 ? t.measuring : t.measured(lengthWords(drawing.sketchLength.value), corners > 2 && !drawing.sketchCrosses.value ? areaWords(drawing.sketchArea.value) : ''),
  }[mode];
  return (
    <div class="map-hint" data-mode={mode}>
      <p role="status" data-measure={mode === 'measure' ? 'measured' : undefined}>{words}</p>
      {mode !== 'box' && <p class="small key-hint">{t.keyboardAim}</p>}
      <div class="map-hint-buttons">
        {sketching && <button type="button" class="button-quiet" data-action="back-one" disabled={corners === 0} onClick={drawing.backOne}>{t.backOne}</button>}
        {mode === 'outline' && <button type="button" class="button" data-action="end-outline" disabled={corners < 3 || drawing.sketchCrosses.value} onClick={drawing.endOutline}>{t.done}</button>}
        <button type="button" class="button-quiet" data-action="end-drawing" onClick={drawing.giveUp}>{mode === 'outline' || mode === 'box' ? t.cancelDrawing : t.done}</button>
      </div>
    </div>
  );
}
