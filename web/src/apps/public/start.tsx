import { effect } from '@preact/signals';
import { render } from 'preact';
import { App, prepare } from './app.tsx';
import * as state from './state.ts';

state.hearSaved();
state.loadAll();
state.keepUrl();
void state.locateIfAllowed();
addEventListener('online', () => {
  state.online.value = true;
  state.loadAll();
});
addEventListener('offline', () => (state.online.value = false));
// "Now" follows the clock: at each minute, and when the page is looked at again.
const tick = () => (state.now.value = new Date());
const everyMinute = (): void => void setTimeout(() => (tick(), everyMinute()), 60_050 - (Date.now() % 60_000));
everyMinute();
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && tick());

for (const kind of ['pointerdown', 'keydown', 'focusin']) addEventListener(kind, prepare, { once: true, passive: true });

/** The list comes before what keeps it fresh. */
const keep = async (): Promise<void> => {
  const { keepFresh, keepOffline } = await import('./state/fresh.ts');
  keepOffline();
  keepFresh();
};

const root = document.querySelector('#app')!;
/** The page that was sent lists what is on: so does the app, from the first, that nothing moves. */
const eventsServed = root.querySelector('.served #tonight') !== null;
const start = (): void => {
  // Where the reader is on the page that was sent, there they stay.
  const field = root.querySelector<HTMLInputElement>('.served #search');
  const typing = field !== null && document.activeElement === field;
  if (field && field.value !== field.defaultValue) state.setQuery(field.value);
  const scrolled = root.querySelector('.served .sheet-body')?.scrollTop ?? 0;
  root.textContent = '';
  render(<App />, root);
  void keep();
  if (typing) document.querySelector<HTMLElement>('#search')?.focus();
  if (scrolled > 0) document.querySelector('.sheet-body')?.scrollTo(0, scrolled);
};

await state.wordsReady;
if (root.querySelector('.served')) {
  // The page that the server sent stays until the app has as much to show.
  const stop = effect(() => {
    const there = state.stationReady.value && state.siteLoad.value !== 'loading' && (state.placesLoad.value.night_streets ?? 'loading') !== 'loading' && (!eventsServed || (state.placesLoad.value.events ?? 'loading') !== 'loading');
    if (there) queueMicrotask(() => (stop(), start()));
  });
} else start();
