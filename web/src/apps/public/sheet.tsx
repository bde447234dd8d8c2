import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../ui/icons.tsx';
import * as state from './state.ts';
import type { SheetHeight } from './state.ts';

const heights: readonly SheetHeight[] = ['peek', 'half', 'full'];

/** The panel: on a phone a sheet in three heights, on a wide page a column. */
export function Sheet({ children }: { children: ComponentChildren }) {
  const t = state.words.value;
  const height = state.sheet.value;
  const element = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const drag = useRef<{ pointer: number; from: number; start: number; last: number; at: number; speed: number; moved: boolean } | null>(null);

  // A new card or panel starts at its top.
  useEffect(() => body.current?.scrollTo(0, 0), [state.selectedKey.value, state.panel.value, state.tab.value]);

  const offset = () => new DOMMatrix(getComputedStyle(element.current!).transform).m42;
  const step = (by: number) => (state.sheet.value = heights[Math.min(2, Math.max(0, heights.indexOf(state.sheet.peek()) + by))]!);

  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    drag.current = { pointer: event.pointerId, from: offset(), start: event.clientY, last: event.clientY, at: event.timeStamp, speed: 0, moved: false };
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent) => {
    const now = drag.current;
    if (!now || event.pointerId !== now.pointer) return;
    const elapsed = Math.max(1, event.timeStamp - now.at);
    now.speed = 0.6 * now.speed + 0.4 * ((event.clientY - now.last) / elapsed);
    now.last = event.clientY;
    now.at = event.timeStamp;
    if (Math.abs(event.clientY - now.start) > 5) now.moved = true;
    if (!now.moved) return;
    element.current!.classList.add('dragging');
    element.current!.style.setProperty('--sheet-y', `${Math.max(0, now.from + event.clientY - now.start)}px`);
  };
  const onUp = (event: PointerEvent) => {
    const now = drag.current;
    drag.current = null;
    const sheet = element.current!;
    if (!now) return;
    const y = now.from + event.clientY - now.start + now.speed * 160;
    sheet.classList.remove('dragging');
    sheet.style.removeProperty('--sheet-y');
    if (!now.moved) {
      // A tap goes round: peek, half, full, peek.
      state.sheet.value = heights[(heights.indexOf(state.sheet.peek()) + 1) % 3]!;
      return;
    }
    const full = sheet.getBoundingClientRect().height;
    const stops: Record<SheetHeight, number> = { full: 0, half: full - innerHeight * 0.52, peek: full - 132 };
    state.sheet.value = heights.reduce((best, next) => (Math.abs(stops[next] - y) < Math.abs(stops[best] - y) ? next : best), 'half' as SheetHeight);
  };

  return (
    <section class="sheet" ref={element} data-height={height} aria-label={t.list}>
      <Rail />
      <Credits />
      <div class="grip" onPointerDown={onDown} onPointerMove={onMove} onPointerUp={onUp} onPointerCancel={onUp}>
        <button
          type="button"
          class="grip-button"
          aria-label={t.sheetHandle(t.sheetHeights[height])}
          onKeyDown={(event) => {
            if (event.key === 'ArrowUp') step(1);
            else if (event.key === 'ArrowDown') step(-1);
            else if (event.key === 'Enter' || event.key === ' ') state.sheet.value = heights[(heights.indexOf(height) + 1) % 3]!;
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <div class="sheet-body" id="places" ref={body}>
        {children}
      </div>
    </section>
  );
}

/** The buttons beside the map; on a phone they ride on the sheet. */
function Rail() {
  const t = state.words.value;
  const failed = state.locating.value === 'failed';
  return (
    <div class="rail">
      <button type="button" class="rail-button" aria-label={t.openLayers} title={t.openLayers} aria-pressed={state.panel.value === 'layers'} onClick={() => state.openPanel(state.panel.value === 'layers' ? 'list' : 'layers')}>
        <Icon name="layers" />
      </button>
      <button type="button" class="rail-button" aria-label={t.wholeCity} title={t.wholeCity} onClick={() => (state.wish.value = { kind: 'city' })}>
        <Icon name="city" />
      </button>
      <button type="button" class="rail-button" aria-label={failed ? t.locateFailed : t.locate} title={failed ? t.locateFailed : t.locate} aria-busy={state.locating.value === 'busy'} data-failed={failed} onClick={state.locate}>
        <Icon name="locate" />
      </button>
      <span class="rail-pair">
        <button type="button" class="rail-button" aria-label={t.zoomIn} title={t.zoomIn} onClick={() => zoom(1)}>
          <Icon name="plus" />
        </button>
        <button type="button" class="rail-button" aria-label={t.zoomOut} title={t.zoomOut} onClick={() => zoom(-1)}>
          <Icon name="minus" />
        </button>
      </span>
    </div>
  );
}

function zoom(by: number): void {
  state.wish.value = { kind: 'zoom', by };
}

/** Who made the data, and what it is not: always in sight. */
function Credits() {
  const t = state.words.value;
  const site = state.site.value;
  if (site === null) return null;
  const said = site.review_number ? t.review(site.review_number) : t.notice(site.notice ?? '');
  return (
    <p class="credits">
      {site.basemap.present && <a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener noreferrer">{site.basemap.attribution ?? '© OpenStreetMap contributors'}</a>}
      <button type="button" class="credits-button" aria-label={`${said} · ${t.aboutOpen}`} onClick={() => state.openPanel('about')}>
        {said}
        <Icon name="info" size={14} />
      </button>
    </p>
  );
}
