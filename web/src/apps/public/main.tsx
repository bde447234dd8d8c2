import 'virtual:tokens.css';
import '../../kit/base.css';
import '../../kit/page.css';
import './public.css';
import './top.css';
import './sheet.css';
import './list.css';
import './card.css';
import './layers.css';
import '../../kit/mark.css';
import './wide.css';
import './pages.css';
import './elder.css';
import '../../kit/motion.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import * as state from './state.ts';

state.loadAll();
state.keepUrl();
state.keepFresh();
state.keepOffline();
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

const root = document.querySelector('#app')!;
const start = (): void => {
  // Where the reader is on the page that was sent, there they stay.
  const field = root.querySelector<HTMLInputElement>('.served #search');
  const typing = field !== null && document.activeElement === field;
  if (field && field.value !== field.defaultValue) state.setQuery(field.value);
  const scrolled = root.querySelector('.served .sheet-body')?.scrollTop ?? 0;
  root.textContent = '';
  render(<App />, root);
  if (typing) document.querySelector<HTMLElement>('#search')?.focus();
  if (scrolled > 0) document.querySelector('.sheet-body')?.scrollTo(0, scrolled);
};

if (root.querySelector('.served')) {
  // The page that the server sent stays until the app has as much to show.
  const stop = effect(() => {
    const there = state.siteLoad.value !== 'loading' && (state.placesLoad.value.night_streets ?? 'loading') !== 'loading';
    if (there) queueMicrotask(() => (stop(), start()));
  });
} else start();
