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
import './elder.css';
import '../../kit/motion.css';
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
root.textContent = '';
render(<App />, root);
