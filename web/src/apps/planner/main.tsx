import 'virtual:tokens.css';
import '../../kit/base.css';
import '../../kit/page.css';
import '../../kit/workbench.css';
import '../../kit/controls.css';
import './planner.css';
import './controls.css';
import './findings.css';
import './actions.css';
import './drawing.css';
import '../../kit/mark.css';
import '../../kit/workbench-wide.css';
import './wide.css';
import '../../kit/motion.css';
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
