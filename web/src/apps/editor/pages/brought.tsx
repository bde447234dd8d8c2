import { useEffect } from 'preact/hooks';
import type { FileReject } from '../../../data/imports-api.ts';
import { measuresOfGeometry } from '../../../domain/editing/differences.ts';
import { findingsOf } from '../../../domain/editing/findings.ts';
import { metresBetween } from '../../../domain/editing/measures.ts';
import { done, type Operation } from '../../../domain/editing/operations.ts';
import { partsOf } from '../../../domain/editing/outline.ts';
import { geometryOf, type AreaGeometry, type Position } from '../../../domain/editing/plane.ts';
import { offer, offered } from '../desk/offered.ts';
import { grouped, hectareWords, percentWords } from '../desk/parts.tsx';
import * as state from '../desk/state.ts';
import { statedWords } from '../desk/told.ts';
import * as tools from '../desk/tools.ts';
import * as work from '../desk/work.ts';
import { Mend, mendable } from './mend.tsx';

/** One outline of a file, beside the park's own: what it measures, what stands against it, and taking it. */

export interface Shape {
  readonly name: string;
  /** null: it could not be read. */
  readonly geometry: AreaGeometry | null;
  /** Why the file's reader refused it. */
  readonly reject: FileReject | null;
}
interface Against {
  readonly words: string;
  readonly code: string;
  readonly severity: 'error' | 'ask';
  readonly at?: Position | undefined;
}
const outlineOf = (key: string, geometry: AreaGeometry): Operation => ({ do: 'outline', key, parts: partsOf(geometry) });

/** What an outline would meet if it were taken. */
function against(key: string, { geometry, reject }: Shape): Against[] {
  const zh = state.lang.value === 'zh';
  if (reject) return [{ words: zh ? reject.zh : reject.en, code: reject.code, severity: 'error', at: reject.position }];
  const outcome = done(work.plane.value, outlineOf(key, geometry!));
  if (outcome.refusal) return [{ words: tools.refusalWords(outcome.refusal), code: outcome.refusal.code, severity: 'error', at: outcome.refusal.at }];
  const t = state.words.value;
  return findingsOf(work.base.value, outcome.plane, key, work.homeOf(key)).map(({ code, severity, position, other, measure, unit }) => ({
    code, severity, at: position, words: `${t.codes[code] ?? code}${other ? t.with(state.nameOf(other, work.records.value)) : ''}${measure !== undefined && unit === '%' ? ` ${percentWords(measure)}` : ''}`,
  }));
}

function firstOf(geometry: AreaGeometry): Position {
  return partsOf(geometry)[0]![0]![0]!;
}
/** Kilometres from where the record says the park is; null: near enough, or not known. */
function distance(key: string, geometry: AreaGeometry): number | null {
  const { lon, lat } = work.propertiesOf(key) as { lon?: unknown; lat?: unknown };
  if (typeof lon !== 'number' || typeof lat !== 'number') return null;
  const away = metresBetween([lon, lat], firstOf(geometry)) / 1000;
  return away > 10 ? away : null;
}

/** One step of the work at hand; false: it was refused, and said why. */
export function take(key: string, geometry: AreaGeometry): boolean {
  if (tools.perform(outlineOf(key, geometry)).refusal) return false;
  tools.choose('select');
  return true;
}

export function Brought({ shape, onTaken }: { shape: Shape; onTaken: () => void }) {
  const t = state.words.value;
  const key = tools.focus.value;
  const faults = key === null ? [] : against(key, shape);
  const { geometry } = shape;
  const show = () => {
    if (geometry) offer(geometry, faults.flatMap(({ at }) => (at ? [at] : [])));
  };
  useEffect(() => {
    show();
    return () => void (offered.value = null);
  }, [shape]);
  if (key === null) return null;
  const now = geometry && !shape.reject ? measuresOfGeometry(geometry) : null;
  const present = work.plane.value.areas.has(key) ? measuresOfGeometry(geometryOf(work.plane.value, key)!) : null;
  const errors = faults.filter(({ severity }) => severity === 'error');
  const taken = (mended: AreaGeometry): boolean => {
    if (!take(key, mended)) return false;
    onTaken();
    return true;
  };
  const away = geometry ? distance(key, geometry) : null;
  const stated = now ? statedWords(now.squareMetres, work.propertiesOf(key)['area_ha']) : null;
  return (
    <section class="brought" aria-label={shape.name} data-brought>
      <h3>{shape.name}</h3>
      <ul class="keys"><li><span class="key key-theirs" aria-hidden="true" />{t.broughtKey}</li>{present && <li><span class="key key-mine" aria-hidden="true" />{t.presentKey}</li>}</ul>
      <div role="status">
        {now && <p>{hectareWords(now.squareMetres)} · {grouped(now.squareMetres, 1)} {t.squareMetres} · {t.vertices} {now.vertices} · {t.partsAndHoles(now.parts, now.holes)}</p>}
        {now && <p>{present ? t.comparedWithPresent(t.reshaped(hectareWords(present.squareMetres), hectareWords(now.squareMetres), percentWords(now.squareMetres / present.squareMetres - 1))) : t.noPresent}</p>}
        {stated && <p>{stated}</p>}
        {away !== null && <p class="note note-bad">{t.farAway(grouped(away))}</p>}
        {faults.length === 0 ? <p class="muted">{t.soundShape}</p> : (
          <ul class="finding-list">
            {faults.map((it, i) => <li key={i} class={`finding finding-${it.severity}`} data-code={it.code}><span>{it.words}</span>{it.at && <button type="button" class="text-button" onClick={() => (state.wish.value = { kind: 'point', at: it.at! })}>{t.showThere}</button>}</li>)}
          </ul>
        )}
        {errors.length > 0 && <p class="hint">{geometry ? t.cannotTake : t.noShape}</p>}
      </div>
      {geometry && faults.some(({ code }) => mendable.has(code)) && <Mend of={key} geometry={geometry} onAccept={taken} onClose={show} />}
      <button type="button" class="button button-wide" data-action="take-outline" disabled={!geometry || errors.length > 0} onClick={() => geometry && taken(geometry) && state.tell(t.outlineTaken)}>{t.takeOutline}</button>
    </section>
  );
}
