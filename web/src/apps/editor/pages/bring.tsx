import { useEffect, useState } from 'preact/hooks';
import { asksForCrs, layersNamed, previewFile, type FileContent } from '../../../data/imports-api.ts';
import { inLanguage } from '../../../domain/bilingual.ts';
import { isArea } from '../../../domain/editing/changes.ts';
import { Section } from '../../../kit/parts.tsx';
import { offered } from '../desk/offered.ts';
import * as state from '../desk/state.ts';
import * as work from '../desk/work.ts';
import { Brought, type Shape } from './brought.tsx';
import { hectareWords } from '../desk/parts.tsx';
import { measuresOfGeometry } from '../../../domain/editing/differences.ts';

/** An outline from a file: looked at beside the present one, and taken by hand. */

const accepted = '.dxf,.zip,.gpkg,.kml,.kmz,.geojson,.json,.fgb';
const systems = ['', 'EPSG:4490', 'EPSG:4548', 'EPSG:4527', 'EPSG:4326', 'gcj02', 'bd09', 'other'];
const mostListed = 60;
const names = ['name_zh', '名称', 'name', 'Name', 'NAME', 'title', 'Layer', 'layer', 'id'];

function shapesOf(content: FileContent): Shape[] {
  const t = state.words.peek();
  const nameOf = (properties: GeoJSON.GeoJsonProperties): string => String(names.map((it) => properties?.[it]).find((it) => it !== undefined && it !== null && it !== '') ?? '');
  return [
    ...content.features.map(({ geometry, properties, id }, i): Shape => ({ name: nameOf({ id, ...properties }) || t.featureOf(i + 1), geometry, reject: null })),
    ...content.rejects.map((reject, i): Shape => ({ name: reject.feature || t.featureOf(content.features.length + i + 1), geometry: isArea(reject.geometry) ? reject.geometry : null, reject })),
  ];
}

export function Bring() {
  const t = state.words.value;
  const [file, setFile] = useState<File | null>(null);
  const [system, setSystem] = useState('');
  const [typed, setTyped] = useState('');
  const [layers, setLayers] = useState<readonly string[]>([]);
  const [layer, setLayer] = useState('');
  const [content, setContent] = useState<FileContent | null>(null);
  const [shapes, setShapes] = useState<readonly Shape[]>([]);
  const [chosen, setChosen] = useState<number | null>(null);
  const [sought, setSought] = useState('');
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [opened] = useState(() => !work.base.peek().areas.has(work.head.peek()?.key ?? ''));
  useEffect(() => () => void (offered.value = null), []);
  useEffect(() => {
    if (!busy && fault === t.crsNeeded) document.querySelector<HTMLElement>('#file-crs')?.focus();
  }, [busy]);
  const read = async (from: File | null, crs: string, of: string, known: readonly string[]) => {
    if (!from) return;
    setFile(from);
    setLayer(of);
    setLayers(known);
    setContent(null);
    setChosen(null);
    setFault('');
    setSought('');
    offered.value = null;
    setBusy(true);
    try {
      const found = await previewFile(from, { crs, layer: of }, { csrf: state.who.peek()?.csrf ?? '', lang: state.lang.peek() });
      const all = shapesOf(found);
      setContent(found);
      setShapes(all);
      if (all.length === 1) setChosen(0);
    } catch (error) {
      const several = layersNamed(error);
      if (several.length > 0) setLayers(several);
      else setFault(asksForCrs(error) ? t.crsNeeded : state.explain(error).replace(/^upload\.[\w.]+: /, ''));
    } finally {
      setBusy(false);
    }
  };
  const crs = system === 'other' ? typed.trim() : system;
  const take = (list: FileList | null | undefined) => void read(list?.[0] ?? null, crs, '', []);
  const matching = shapes.map((shape, i) => [shape, i] as const).filter(([{ name }]) => sought === '' || name.toLowerCase().includes(sought.toLowerCase()));
  const shown = matching.slice(0, mostListed);
  const shape = chosen === null ? undefined : shapes[chosen];
  return (
    <Section title={t.bring} id="bring" open={opened}>
      <div class="drop" data-over={over} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer?.files); }}>
        <p class="hint" id="file-hint">{t.bringLead}</p>
        <label class="button-quiet file-button">
          <input type="file" class="file-input" accept={accepted} data-field="outline-file" aria-describedby="file-hint" onChange={(event) => { take(event.currentTarget.files); event.currentTarget.value = ''; }} />
          {file ? t.otherFile : t.chooseFile}
        </label>
        <span class="hint drop-hint">{t.orDrop}</span>
      </div>
      <div class="field">
        <label for="file-crs">{t.crs}</label>
        <select id="file-crs" data-field="crs" value={system} aria-describedby="crs-hint" disabled={busy} onChange={(event) => { setSystem(event.currentTarget.value); if (event.currentTarget.value !== 'other') void read(file, event.currentTarget.value, layer, layers); }}>{systems.map((it) => <option key={it} value={it}>{t.crsNames[it]}</option>)}</select>
        <p class="hint" id="crs-hint">{t.crsHint}</p>
      </div>
      {system === 'other' && (
        <form class="own-line" onSubmit={(event) => { event.preventDefault(); void read(file, crs, layer, layers); }}>
          <div class="field grow"><label for="other-crs">{t.otherCrs}</label><input id="other-crs" type="text" autocomplete="off" spellcheck={false} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} /></div>
          <button type="submit" class="button-quiet" data-action="read-file" disabled={busy || !file || typed.trim() === ''}>{t.readAgain}</button>
        </form>
      )}
      <div role="status">
        {busy && <p class="muted">{t.reading}</p>}
        {layers.length > 0 && layer === '' && !busy && <p class="note">{t.layersFound(layers.length)}</p>}
        {content && <p class="muted" data-file-read>{t.fileRead(file?.name ?? '', `${content.format}${layer === '' ? '' : ` · ${layer}`}`)}</p>}
        {content && shapes.length === 0 && <p class="note">{t.nothingInFile}</p>}
        {content && content.other_geometry > 0 && <p class="hint">{t.otherGeometry(content.other_geometry)}</p>}
        {content && content.rejected > content.rejects.length && <p class="hint">{t.rejectedNotShown(content.rejected - content.rejects.length)}</p>}
        {content?.notices.map((notice) => <p class="hint" key={notice}>{inLanguage(notice, state.lang.value)}</p>)}
      </div>
      {fault && <p class="faults" role="alert" data-file-fault>{fault}</p>}
      {layers.length > 0 && <div class="field"><label for="file-layer">{t.layer}</label><select id="file-layer" data-field="layer" value={layer} disabled={busy} onChange={(event) => void read(file, crs, event.currentTarget.value, layers)}><option value="" disabled>{t.choose}</option>{layers.map((it) => <option key={it} value={it}>{it}</option>)}</select></div>}
      {shapes.length > 8 && content && <div class="field"><label for="file-sought">{t.findFeature}</label><input id="file-sought" type="text" value={sought} onInput={(event) => setSought(event.currentTarget.value)} /></div>}
      {content && shown.length > 0 && (
        <fieldset class="picks">
          <legend>{t.inFile}</legend>
          {shown.map(([{ name, geometry, reject }, i]) => {
            const size = geometry && !reject ? measuresOfGeometry(geometry) : null;
            return (
              <label class="pick" key={i}>
                <input type="radio" name="file-feature" data-feature={i} checked={chosen === i} onChange={() => setChosen(i)} />
                <span>{name}</span><span class="muted">{reject ? t.faulty : size ? hectareWords(size.squareMetres) : ''}</span>
              </label>
            );
          })}
          {matching.length > shown.length && <p class="hint">{t.listed(shown.length, matching.length)}</p>}
        </fieldset>
      )}
      {shape && <Brought key={`${file?.name}:${layer}:${system}:${chosen}`} shape={shape} onTaken={() => { setContent(null); setChosen(null); setShapes([]); setFile(null); setLayers([]); }} />}
    </Section>
  );
}
