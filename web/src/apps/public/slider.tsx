import { useEffect, useRef } from 'preact/hooks';
import { intoNight, nightClock, NIGHT_LENGTH, NIGHT_STEP } from '../../domain/night.ts';
import * as state from './state.ts';

/** The hour that map and list show, from five in the afternoon to five in the morning; it follows the clock until it is moved. */
export function NightSlider() {
  const t = state.words.value;
  const into = state.slide.value;
  const clockAt = intoNight(state.nowMinute.value);
  const shown = into ?? clockAt ?? 0;
  const open = state.openCount.value;
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  /** One drawing a frame, however often the finger moves. */
  const move = (value: number) => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => (state.slide.value = value));
  };
  const said = into === null ? (clockAt === null ? t.daytime : t.now) : nightClock(into);
  return (
    <div class="night" data-live={into === null}>
      <button type="button" class="night-now" aria-pressed={into === null} disabled={into === null} title={t.backToNow} aria-label={into === null ? said : `${said} · ${t.backToNow}`} onClick={() => (state.slide.value = null)}>
        {said}
      </button>
      <span class="night-track">
        <input
          type="range"
          min={0}
          max={NIGHT_LENGTH}
          step={NIGHT_STEP}
          value={shown}
          aria-label={t.nightSlider}
          aria-valuetext={`${nightClock(shown)} · ${t.openThen(open)}`}
          onInput={(event) => move(Number(event.currentTarget.value))}
        />
        <span class="night-ticks" aria-hidden="true">
          <span>17</span>
          <span>20</span>
          <span>23</span>
          <span>2</span>
          <span>5</span>
        </span>
      </span>
      <span class="night-count" aria-hidden="true">
        <span class="lamp" />
        {open}
      </span>
    </div>
  );
}
