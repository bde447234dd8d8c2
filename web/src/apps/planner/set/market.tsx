import { useState } from 'preact/hooks';
import { rivalsOf } from '../../../domain/siting-extras.ts';
import type { LonLat } from '../../../domain/types.ts';
import { Own, Samples } from './own-list.tsx';
import { faultAt, NumberField, Radios, Refused, Section } from '../desk/parts.tsx';
import { placeRival } from '../desk/rivals.ts';
import * as state from '../desk/state.ts';

/** Who competes, and how people choose. */
export function Market() {
  const t = state.words.value;
  const draft = state.draft.value;
  const { market } = draft;
  const standing = state.city.value.existing;
  return (
    <Section title={t.market} id="rivals">
      {standing.length > 0 && (
        <>
          <span class="muted small">{t.existingAre}</span>
          <Radios label={t.existingAre} value={market.existing} options={(['rivals', 'ours', 'none'] as const).map((it) => [it, t.existingAreWords[it]] as const)} onChange={(existing) => state.part('market', { existing })} />
          {market.existing !== 'none' && <Samples />}
        </>
      )}
      <Own
        kind="rivals" label={t.rivalsFile} count={market.own.length}
        onRead={(read) => state.part('market', { own: read.map(({ id, lon, lat, attraction }) => ({ id, lon, lat, name: id, ...(attraction !== undefined && { attraction }) })) })}
      />
      <Placed />
      <p class="sum" role="status">{t.rivalTotal(rivalsOf(draft, state.city.value).length)}</p>
      <Refused at="rivals" />
      <span class="muted small">{t.marketModel}</span>
      <Radios label={t.marketModel} value={market.model} options={[['huff', t.marketModels.huff], ['logit', t.marketModels.logit]]} onChange={(model) => state.part('market', { model })} />
      <NumberField id="decay" label={t.decay} hint={t.decayHints[market.model]} value={market.decay[market.model]} fault={faultAt('decay')} onChange={(value) => state.part('market', { decay: { ...market.decay, [market.model]: value } })} />
      <div class="fields">
        <NumberField id="attraction" label={t.attraction} hint={t.attractionHint} value={market.attraction} fault={faultAt('attraction')} onChange={(attraction) => state.part('market', { attraction })} />
        <NumberField id="rival_attraction" label={t.rivalAttraction} value={market.rivalAttraction} fault={faultAt('rival_attraction')} onChange={(rivalAttraction) => state.part('market', { rivalAttraction })} />
      </div>
    </Section>
  );
}

/** "117.20, 39.12", inside the city; null when it is none. */
function typed(text: string): LonLat | null {
  const [lon, lat, ...more] = text.split(/[\s,，]+/).filter(Boolean).map(Number);
  if (lon === undefined || lat === undefined || more.length > 0 || !Number.isFinite(lon) || !Number.isFinite(lat)) return null;
  const [west, south, east, north] = state.site.peek()?.bounds ?? [-180, -90, 180, 90];
  return lon >= west && lon <= east && lat >= south && lat <= north ? [lon, lat] : null;
}

function Placed() {
  const t = state.words.value;
  const [text, setText] = useState('');
  const [bad, setBad] = useState(false);
  const { placed } = state.draft.value.market;
  const picking = state.mode.value === 'rival';
  const add = () => {
    const at = typed(text);
    setBad(at === null);
    if (at === null) return;
    placeRival(at);
    setText('');
  };
  return (
    <div class="own">
      <div class="own-line">
        <button type="button" class="button-quiet" data-action="pick-rivals" aria-pressed={picking} onClick={() => { state.mode.value = picking ? 'look' : 'rival'; if (!picking && state.roomy.peek() === 'panel') state.roomy.value = 'even'; }}>{t.rivalPick}</button>
        <label class="sr-only" for="rival-at">{t.rivalAt}</label>
        <input
          id="rival-at" class="text-input" type="text" placeholder={t.rivalAtPlaceholder} value={text} aria-invalid={bad} onInput={(event) => { setText(event.currentTarget.value); setBad(false); }}
          onKeyDown={(event) => { if (event.key === 'Enter') { event.preventDefault(); add(); } }}
        />
        <button type="button" class="button-quiet" disabled={text.trim() === ''} onClick={add}>{t.add}</button>
      </div>
      {bad && <p class="hint hint-bad" role="alert">{t.rivalBad}</p>}
      {placed.length > 0 && (
        <ul class="chips">
          {placed.map((rival) => (
            <li key={rival.id}>
              <button type="button" class="text-button" onClick={() => (state.wish.value = { kind: 'point', at: [rival.lon, rival.lat] })}>{rival.name}</button>
              <button type="button" class="icon-button" aria-label={t.rivalRemove(rival.name ?? rival.id)} title={t.rivalRemove(rival.name ?? rival.id)} onClick={() => state.part('market', { placed: placed.filter(({ id }) => id !== rival.id) })}>✕</button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
