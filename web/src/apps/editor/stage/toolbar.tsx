import { Icon } from '../desk/icons.tsx';
import * as roads from '../desk/roads.ts';
import * as state from '../desk/state.ts';
import * as tools from '../desk/tools.ts';
import * as work from '../desk/work.ts';

/** The tools on the map: one thumb reaches them. */
export function Toolbar({ snapSelected }: { snapSelected: () => void }) {
  const t = state.words.value;
  const now = tools.tool.value;
  const has = tools.area.value !== undefined;
  const button = (name: tools.Tool, icon: Parameters<typeof Icon>[0]['name'], disabled = false) => (
    <button type="button" class="bar-button" key={name} data-tool={name} aria-pressed={now === name} aria-label={`${t.toolNames[name]}${t.colon}${t.toolHints[name]}`} title={t.toolHints[name]} disabled={disabled} onClick={() => tools.choose(name)}><Icon name={icon} size={22} /><span class="bar-word">{t.toolNames[name]}</span></button>
  );
  return (
    <div class="bar-frame">
      {tools.isDrawing.value && <DrawingBar />}
      {now === 'merge' && <p class="bar-hint" role="status">{t.mergeHint}</p>}
      {now === 'select' && <SelectionBar snapSelected={snapSelected} />}
      <div class="bar" role="toolbar" aria-label={t.tools}>
        <button type="button" class="bar-button" data-action="undo" aria-label={t.undo} title={`${t.undo} (Ctrl+Z)`} disabled={!work.canUndo.value} onClick={work.undo}><Icon name="undo" size={22} /><span class="bar-word">{t.undo}</span></button>
        <button type="button" class="bar-button" data-action="redo" aria-label={t.redo} title={`${t.redo} (Ctrl+Shift+Z)`} disabled={!work.canRedo.value} onClick={work.redo}><Icon name="redo" size={22} /><span class="bar-word">{t.redo}</span></button>
        <span class="bar-line" aria-hidden="true" />
        {button('select', 'select')}
        {has ? button('part', 'part') : button('area', 'draw')}
        {button('hole', 'hole', !has)}
        {button('split', 'split', !has)}
        {button('merge', 'merge', tools.neighbours.value.length === 0)}
        <span class="bar-line" aria-hidden="true" />
        <button type="button" class="bar-button" data-action="snap" aria-pressed={tools.snapping.value} aria-label={`${t.snapShort}${t.colon}${t.snap}`} title={t.snap} onClick={() => (tools.snapping.value = !tools.snapping.value)}><Icon name="magnet" size={22} /><span class="bar-word">{t.snapShort}</span></button>
        {roads.offered.value && <button type="button" class="bar-button" data-action="snap-roads" data-roads={roads.roads.value} aria-pressed={roads.wanted.value && tools.snapping.value} aria-label={`${t.snapRoadsShort}${t.colon}${t.snapRoads}`} title={t.snapRoads} disabled={!tools.snapping.value} onClick={toggleRoads}><Icon name="road" size={22} /><span class="bar-word">{t.snapRoadsShort}</span></button>}
      </div>
    </div>
  );
}

function toggleRoads(): void {
  roads.wanted.value = !roads.wanted.peek();
  if (roads.wanted.peek()) state.tell(state.words.peek().roadsOn(roads.roads.peek()));
}

/** What one snaps to, in words: for who does not see it, or has a finger on it. */
function Target() {
  const now = tools.target.value;
  return <p class="snap-word" role="status" data-snap={now ? tools.kindOf(now) : undefined}>{now && `${state.words.value.snapShort}${state.words.value.colon}${tools.targetWords(now)}`}</p>;
}

function DrawingBar() {
  const t = state.words.value;
  const count = tools.puts.value.length;
  return (
    <div class="bar-hint" role="group" aria-label={t.drawing}>
      <p role="status">{tools.tool.value === 'split' ? (count === 0 ? t.splitHint : t.splitOn(count)) : count === 0 ? t.drawHint : t.drawOn(count)}</p>
      <Target />
      <span class="bar-actions">
        <button type="button" class="button-quiet" data-action="take-back" disabled={count === 0} onClick={tools.takeBack}>{t.takeBack}</button>
        <button type="button" class="button-quiet" data-action="finish" disabled={!tools.canFinish.value} onClick={tools.finish}>{t.finish}</button>
        <button type="button" class="button-quiet" data-action="give-up" onClick={() => { tools.puts.value = []; tools.choose('select'); }}>{t.giveUp}</button>
      </span>
    </div>
  );
}

function SelectionBar({ snapSelected }: { snapSelected: () => void }) {
  const t = state.words.value;
  const now = tools.selection.value;
  const refusal = tools.objection.value;
  if (refusal) return <p class="bar-hint bar-bad" role="alert">{tools.refusalWords(refusal)}</p>;
  if (now === null) return null;
  const sharers = tools.sharers.value;
  const area = tools.area.value;
  return (
    <div class="bar-hint" role="group" aria-label={t.selected}>
      <p>{'vertex' in now ? t.vertexChosen : 'edge' in now ? t.edgeChosen : t.partChosen(now.part + 1, area?.length ?? 1)}{sharers.length > 0 && <span class="shared-note">{t.movesToo(sharers.map((key) => state.nameOf(key, work.records.value)).join(t.comma))}</span>}</p>
      <Target />
      <span class="bar-actions">
        {'vertex' in now && <button type="button" class="button-quiet" data-action="snap-vertex" title={`${t.snapVertex} (S)`} onClick={snapSelected}>{t.snapVertex}</button>}
        {!('part' in now) && <button type="button" class="button-quiet" data-action="insert" onClick={tools.insertAfter}>{t.insertVertex}</button>}
        {'vertex' in now && <button type="button" class="button-quiet" data-action="delete-vertex" onClick={tools.removeSelected}>{t.deleteVertex}</button>}
        {'part' in now && area && area.length > 1 && <button type="button" class="button-quiet" data-action="delete-part" onClick={tools.removeSelected}>{t.deletePart}</button>}
        {'part' in now && area?.[now.part]?.slice(1).map((_, i) => <button type="button" class="button-quiet" key={i} data-action="fill-hole" onClick={() => tools.fillHole(now.part, i + 1)}>{t.fillHole(i + 1)}</button>)}
      </span>
    </div>
  );
}
