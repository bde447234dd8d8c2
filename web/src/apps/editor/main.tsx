import 'virtual:tokens.css';
import '../../kit/base.css';
import '../../kit/page.css';
import '../../kit/workbench.css';
import '../../kit/controls.css';
import '../../kit/workbench-wide.css';
import './editor.css';
import './outline.css';
import './tools.css';
import '../../kit/motion.css';
import { render } from 'preact';
import { App } from './app.tsx';
import * as state from './desk/state.ts';
import { keepSending } from './desk/sync.ts';

void state.loadSite();
void state.loadMe();
keepSending();
addEventListener('online', () => {
  state.online.value = true;
  if (state.siteLoad.peek() === 'failed') void state.loadSite();
  if (state.meLoad.peek() === 'failed') void state.loadMe();
});
// Others work meanwhile: what they did is there when the page is looked at again.
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && state.who.peek()?.signed_in && void state.loadChanges());
addEventListener('offline', () => (state.online.value = false));

const root = document.querySelector('#app')!;
root.textContent = '';
render(<App />, root);
