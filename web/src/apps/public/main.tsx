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

/** Where the server sent the page, it is there to be read, and its links and search work: the app comes after it is painted. */
function begin(): void {
  begun ??= import('./start.tsx');
}
let begun: Promise<unknown> | null = null;

if (document.querySelector('.served') === null) begin();
else {
  for (const kind of ['pointerdown', 'keydown', 'focusin']) addEventListener(kind, begin, { once: true, passive: true });
  if (document.visibilityState === 'hidden') begin();
  else {
    const paints = new PerformanceObserver(() => {
      paints.disconnect();
      setTimeout(begin);
    });
    paints.observe({ type: 'paint', buffered: true });
  }
  setTimeout(begin, 3000); // where the browser says nothing of what it paints
}
