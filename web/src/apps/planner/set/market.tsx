import { rivalsOf } from '../../../domain/siting/extras.ts';
import * as drawing from '../desk/drawing.ts';
import { faultAt, Refused } from '../desk/parts.tsx';
import { NumberField, Radios, Section } from '../../../kit/parts.tsx';
import * as state from '../desk/state.ts';
import { Chips, TypedPoint } from '../desk/typed-point.tsx';
import { Own, Samples } from './own-list.tsx';

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

function Placed() {
  const t = state.words.value;
  const { placed } = state.draft.value.market;
  return (
    <div class="own">
      <div class="own-line">
        <button type="button" class="button-quiet" data-action="pick-rivals" aria-pressed={state.mode.value === 'rival'} onClick={() => drawing.switchMode('rival')}>{t.rivalPick}</button>
      </div>
      <TypedPoint id="rival-at" label={t.rivalAt} onPoint={drawing.placeRival} />
      <Chips points={placed} onRemove={(id) => state.part('market', { placed: placed.filter((it) => it.id !== id) })} />
    </div>
  );
}
