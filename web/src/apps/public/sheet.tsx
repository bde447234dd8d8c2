import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';
import * as state from './state.ts';
import { Top } from './top.tsx';
import type { SheetHeight } from './state.ts';

const heights: readonly SheetHeight[] = ['peek', 'half', 'full'];

/** The panel: on a phone a sheet in three heights, on a wide page a column. */
export function Sheet({ children }: { children: ComponentChildren }) {
  const t = state.words.value;
  const height = state.sheet.value;
  const element = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const suppress = useRef(-1000);
  const drag = useRef<{ pointer: number; from: number; start: number; last: number; at: number; speed: number; moved: boolean } | null>(null);

  // However large the text is, the lowest height shows the head whole, and the middle one some of the list.
  useEffect(() => {
    const area = element.current!;
    const head = area.querySelector<HTMLElement>('.top')!;
    const seen = new ResizeObserver(() => {
      const shown = head.offsetTop + head.offsetHeight;
      area.parentElement!.style.setProperty('--sheet-head', `${shown}px`);
    });
    seen.observe(head);
    return () => seen.disconnect();
  }, []);

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
    if (now?.moved) settle(now.from + event.clientY - now.start + now.speed * 160);
  };
  /** Lets the sheet fall to the height that is nearest. */
  const settle = (y: number) => {
    const sheet = element.current!;
    sheet.classList.remove('dragging');
    sheet.style.removeProperty('--sheet-y');
    suppress.current = performance.now();
    const full = sheet.getBoundingClientRect().height;
    const stops: Record<SheetHeight, number> = { full: 0, half: full - halfHeight(sheet), peek: full - peekHeight(sheet) };
    state.sheet.value = heights.reduce((best, next) => (Math.abs(stops[next] - y) < Math.abs(stops[best] - y) ? next : best), 'half' as SheetHeight);
  };
  /** A tap goes round: peek, half, full, peek. On the click itself, so that nothing under the finger has moved by then; one that ends a drag is none. */
  const onTap = () => {
    if (performance.now() - suppress.current < 400) return;
    state.sheet.value = heights[(heights.indexOf(state.sheet.peek()) + 1) % 3]!;
  };

  // Swipes on what the sheet holds move the sheet, until it is open and there is something to scroll.
  useEffect(() => {
    const area = element.current!;
    let swipe: { x: number; y: number; from: number; last: number; at: number; speed: number; mine: boolean | null } | null = null;
    const start = (event: TouchEvent) => {
      const target = event.target as HTMLElement;
      swipe = null;
      if (event.touches.length !== 1 || !matchMedia('(max-width: 819px)').matches || target.closest('input[type="range"], .grip, .rail, .credits')) return;
      const { clientX, clientY } = event.touches[0]!;
      swipe = { x: clientX, y: clientY, from: offset(), last: clientY, at: event.timeStamp, speed: 0, mine: null };
    };
    const move = (event: TouchEvent) => {
      if (swipe === null) return;
      const { clientX, clientY } = event.touches[0]!;
      const by = clientY - swipe.y;
      if (swipe.mine === null) {
        if (Math.hypot(clientX - swipe.x, by) < 8) return;
        const scrolled = (body.current?.scrollTop ?? 0) > 0 && body.current!.contains(event.target as Node);
        const upright = Math.abs(by) > Math.abs(clientX - swipe.x);
        swipe.mine = upright && (state.sheet.peek() === 'full' ? by > 0 && !scrolled : by < 0 || !scrolled);
      }
      if (!swipe.mine) return;
      event.preventDefault();
      const elapsed = Math.max(1, event.timeStamp - swipe.at);
      swipe.speed = 0.6 * swipe.speed + 0.4 * ((clientY - swipe.last) / elapsed);
      swipe.last = clientY;
      swipe.at = event.timeStamp;
      area.classList.add('dragging');
      area.style.setProperty('--sheet-y', `${Math.max(0, swipe.from + by)}px`);
    };
    const end = () => {
      if (swipe?.mine) settle(swipe.from + swipe.last - swipe.y + swipe.speed * 160);
      swipe = null;
    };
    area.addEventListener('touchstart', start, { passive: true });
    area.addEventListener('touchmove', move, { passive: false });
    area.addEventListener('touchend', end);
    area.addEventListener('touchcancel', end);
    return () => {
      area.removeEventListener('touchstart', start);
      area.removeEventListener('touchmove', move);
      area.removeEventListener('touchend', end);
      area.removeEventListener('touchcancel', end);
    };
  }, []);

  return (
    <section class="sheet" ref={element} data-height={height} aria-label={t.list}>
      <Rail />
      <Credits />
      <div class="grip" onPointerDown={onDown} onPointerMove={onMove} onPointerUp={onUp} onPointerCancel={onUp} onClick={onTap}>
        <button
          type="button"
          class="grip-button"
          aria-label={t.sheetHandle(t.sheetHeights[height])}
          onKeyDown={(event) => {
            if (event.key === 'ArrowUp') step(1);
            else if (event.key === 'ArrowDown') step(-1);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <Top />
      <div class="sheet-body" id="places" ref={body}>
        {children}
      </div>
    </section>
  );
}

/** As the style sheet has them. */
const peekHeight = (sheet: HTMLElement): number => Math.min(innerHeight * 0.7, Number.parseFloat(getComputedStyle(sheet).getPropertyValue('--sheet-head')) + 12);
const halfHeight = (sheet: HTMLElement): number => Math.min(innerHeight * 0.85, Math.max(innerHeight * 0.6, peekHeight(sheet) + 180));

/** The buttons beside the map; on a phone they ride on the sheet. */
function Rail() {
  const t = state.words.value;
  const failed = state.locating.value !== 'no' && state.locating.value !== 'busy';
  return (
    <div class="rail">
      <button type="button" class="rail-button" aria-label={t.openLayers} title={t.openLayers} aria-pressed={state.panel.value === 'layers'} onClick={() => state.openPanel(state.panel.value === 'layers' ? 'list' : 'layers')}>
        <Icon name="layers" />
      </button>
      <button type="button" class="rail-button" aria-label={t.wholeCity} title={t.wholeCity} onClick={() => (state.wish.value = { kind: 'city' })}>
        <Icon name="fit" />
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
