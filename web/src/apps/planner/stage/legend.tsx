import { useState } from 'preact/hooks';
import { Mark } from '../../../kit/mark.tsx';
import { Icon } from '../desk/icons.tsx';
import * as solving from '../solving/solving.ts';
import * as state from '../desk/state.ts';

const layers = ['demand', 'candidates', 'walks', 'catchments'] as const;

/** What the signs on the map mean, and which are drawn. */
export function Legend() {
  const t = state.words.value;
  const [open, setOpen] = useState(() => matchMedia('(min-width: 820px)').matches);
  const minutes = state.catchmentMinutes.value;
  const tab = state.tab.value;
  const several = tab === 'compare' && solving.compareMode.value === 'all';
  const two = tab === 'compare' && !several;
  const hasPlan = solving.solution.value !== null && (tab === 'plan' || tab === 'saved');
  const choices = layers.filter((it) => it === 'demand' || (it === 'candidates' ? tab !== 'compare' && tab !== 'today' : hasPlan));
  return (
    <section class="legend" aria-label={t.legend}>
      <button type="button" class="legend-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="layers" size={18} />
        <span>{t.legend}</span>
        <Icon name={open ? 'down' : 'up'} size={16} />
      </button>
      {open && (
        <div class="legend-body">
          {tab !== 'compare' &&
            choices.map((layer) => (
              <label class="check" key={layer}>
                <input
                  type="checkbox"
                  checked={state.shown.value[layer]}
                  onChange={() => {
                    state.toggle(layer);
                    if (layer === 'catchments' && state.shown.peek().catchments) void solving.loadCatchments(minutes);
                  }}
                />
                {t.layerNames[layer]}
              </label>
            ))}
          {hasPlan && state.shown.value.catchments && (
            <label class="check">
              {t.catchmentMinutes}
              <select
                value={minutes}
                onChange={(event) => {
                  const next = Number(event.currentTarget.value);
                  state.catchmentMinutes.value = next;
                  void solving.loadCatchments(next);
                }}
              >
                {[3, 5, 10, 15].map((it) => (
                  <option key={it} value={it}>{it}</option>
                ))}
              </select>
            </label>
          )}
          <ul class="signs">
            {tab === 'today' && <li><span class="sign sign-gap" aria-hidden="true" />{t.legendGap}</li>}
            {tab !== 'today' && tab !== 'compare' && <li><span class="sign sign-new" aria-hidden="true">1</span>{t.legendNew}</li>}
            {tab !== 'today' && tab !== 'compare' && <li><span class="sign sign-locked" aria-hidden="true">1</span>{t.legendLocked}</li>}
            {two && <li><span class="sign sign-new" aria-hidden="true">1</span>{t.sitesOnlyA} / {t.sitesOnlyB}</li>}
            {two && <li><span class="sign sign-shared" aria-hidden="true">1</span>{t.sitesBoth}</li>}
            {several && <li><span class="sign sign-new" aria-hidden="true">{solving.counted.value.length}</span>{t.inAllPlans}</li>}
            {several && <li><span class="sign sign-shared" aria-hidden="true">1</span>{t.inSomePlans}</li>}
            {tab !== 'today' && tab !== 'compare' && <li><span class="sign sign-candidate" aria-hidden="true" />{t.legendCandidate}</li>}
            {tab === 'set' && state.draft.value.forbidden.length > 0 && <li><span class="sign sign-rival" aria-hidden="true">⊘</span>{t.legendExcluded}</li>}
            {(tab === 'plan' ? solving.problem.value?.['market'] !== undefined : tab === 'set' && state.draft.value.kind === 'market_share') && <li><span class="sign sign-rival" aria-hidden="true">◆</span>{t.legendRival}</li>}
            {!several && <li><Mark shape="locker-parcel" size={16} />{t.legendExisting}</li>}
            {(hasPlan || two) &&
              t.bands.map((name, index) => (
                <li key={name}>
                  <span class={`sign band-${index}`} aria-hidden="true">{index === 3 ? '✕' : ''}</span>
                  {name}
                </li>
              ))}
          </ul>
        </div>
      )}
    </section>
  );
}
