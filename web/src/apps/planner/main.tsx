import 'virtual:tokens.css';
import '../../ui/base.css';
import '../../ui/page.css';
import './planner.css';
import './controls.css';
import './findings.css';
import './actions.css';
import './drawing.css';
import '../../ui/mark.css';
import './wide.css';
import '../../ui/motion.css';
import { render } from 'preact';
import { App } from './app.tsx';
import * as solving from './solving/solving.ts';
import * as state from './desk/state.ts';

const { scenario, version, job } = state.named.peek();
state.loadAll();
if (scenario !== null) void solving.openScenario(scenario, version);
else if (job !== null) void solving.openJob(job);
state.keepUrl();
addEventListener('online', state.loadAll);

const root = document.querySelector('#app')!;
root.textContent = '';
render(<App />, root);
