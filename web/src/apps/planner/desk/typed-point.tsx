import { useState } from 'preact/hooks';
import type { LonLat } from '../../../domain/types.ts';
import * as state from './state.ts';

/** "117.20, 39.12", inside the city; null when it is none. */
function typed(text: string): LonLat | null {
  const [lon, lat, ...more] = text.split(/[\s,，]+/).filter(Boolean).map(Number);
  if (lon === undefined || lat === undefined || more.length > 0 || !Number.isFinite(lon) || !Number.isFinite(lat)) return null;
  const [west, south, east, north] = state.site.peek()?.bounds ?? [-180, -90, 180, 90];
  return lon >= west && lon <= east && lat >= south && lat <= north ? [lon, lat] : null;
}

/** The keyboard's way to a point of the map: its coordinates, typed. */
export function TypedPoint({ id, label, onPoint }: { id: string; label: string; onPoint: (at: LonLat) => void }) {
  const t = state.words.value;
  const [text, setText] = useState('');
  const [bad, setBad] = useState(false);
  const add = () => {
    const at = typed(text);
    setBad(at === null);
    if (at === null) return;
    onPoint(at);
    setText('');
  };
  return (
    <>
      <div class="own-line">
        <label class="sr-only" for={id}>{label}</label>
        <input
          id={id} class="text-input" type="text" placeholder={t.pointAtPlaceholder} value={text} aria-invalid={bad} onInput={(event) => { setText(event.currentTarget.value); setBad(false); }}
          onKeyDown={(event) => { if (event.key === 'Enter') { event.preventDefault(); add(); } }}
        />
        <button type="button" class="button-quiet" disabled={text.trim() === ''} onClick={add}>{t.add}</button>
      </div>
      {bad && <p class="hint hint-bad" role="alert">{t.rivalBad}</p>}
    </>
  );
}

/** Points that were drawn, each to be looked at or taken away. */
export function Chips({ points, onRemove }: { points: readonly { readonly id: string; readonly lon: number; readonly lat: number; readonly name?: string }[]; onRemove: (id: string) => void }) {
  const t = state.words.value;
  if (points.length === 0) return null;
  return (
    <ul class="chips">
      {points.map(({ id, lon, lat, name = id }) => (
        <li key={id}>
          <button type="button" class="text-button" onClick={() => (state.wish.value = { kind: 'point', at: [lon, lat] })}>{name}</button>
          <button type="button" class="icon-button" aria-label={t.rivalRemove(name)} title={t.rivalRemove(name)} onClick={() => onRemove(id)}>✕</button>
        </li>
      ))}
    </ul>
  );
}
