import { useEffect, useState } from 'preact/hooks';
import { getWalkTable } from '../../data/walks.ts';
import { distance } from '../../domain/distance.ts';
import { formatMetres } from '../../domain/format.ts';
import { linesIn, stationsNear } from '../../domain/stations.ts';
import { placeKey, placeLayers, type Place } from '../../domain/types.ts';
import { pageOf } from '../../domain/urlstate.ts';
import { Mark, markOfPlace } from '../../kit/mark.tsx';
import { chooseStation, lang, open, places } from './state.ts';
import { TrainsNear } from './trains.tsx';

/** What is near a place: metro stations by a walk where the network knows one, places and lockers in a straight line; its address as a QR code. */

const words = {
  zh: {
    metro: '附近地铁站', walk: (n: number, far: string) => `步行约 ${n} 分钟 · ${far}`, line: (far: string) => `直线 ${far}`, walkNote: '步行沿 OpenStreetMap 路网、按每分钟 75 米计，未计红灯；写明“直线”的除外。',
    near: '附近', lockers: '附近快递柜', example: '（示例）', straight: '附近地点按直线距离，步行会更远。', qr: '手机扫码打开', qrAlt: '此地点网页的二维码',
  },
  en: {
    metro: 'Metro near here', walk: (n: number, far: string) => `about ${n} min on foot · ${far}`, line: (far: string) => `${far} in a straight line`, walkNote: "Walks follow OpenStreetMap's ways at 75 m a minute, lights not counted, but for those said to be straight lines.",
    near: 'Near here', lockers: 'Lockers near here', example: ' (example)', straight: 'Places near are by straight lines; the walk is longer.', qr: 'Open on a phone', qrAlt: "QR code of this place's page",
  },
} as const;
const reach = 1200;

export function CardNear({ place }: { place: Place }) {
  const t = words[lang.value];
  const language = lang.value;
  const key = placeKey(place);
  const from = place.position;
  const [walks, setWalks] = useState<{ readonly of: string; readonly metres: readonly (number | null)[] }>({ of: '', metres: [] });
  const stations = from === null ? [] : stationsNear(from);
  useEffect(() => {
    if (from === null || stations.length === 0) return undefined;
    const off = new AbortController();
    // Without a network there are straight lines, and they are said to be that.
    getWalkTable([from, ...stations.map(({ position }) => position)], off.signal).then((table) => setWalks({ of: key, metres: table[0]!.slice(1) }), () => {});
    return () => off.abort();
  }, [key]);
  // The shortest walk first; stations without one after those.
  const byWalk = stations
    .map((station, index) => ({ station, walk: walks.of === key ? walks.metres[index] ?? null : null }))
    .sort((a, b) => (a.walk ?? Infinity) - (b.walk ?? Infinity) || 0);
  const around = (layers: readonly string[], most: number) =>
    from === null
      ? []
      : placeLayers
          .filter((layer) => layers.includes(layer))
          .flatMap((layer) => places.value[layer] ?? [])
          .filter((it) => it.position !== null && placeKey(it) !== key && Math.abs(it.position[1] - from[1]) < 0.011)
          .map((it) => ({ it, metres: distance(from, it.position!) }))
          .filter(({ metres }) => metres <= reach)
          .sort((a, b) => a.metres - b.metres)
          .slice(0, most);
  const list = (id: string, title: string, rows: ReturnType<typeof around>) =>
    rows.length > 0 && (
      <section aria-labelledby={id}>
        <h3 id={id}>{title}</h3>
        <ul>
          {rows.map(({ it, metres }) => (
            <li class="near" key={placeKey(it)}>
              <button type="button" class="near-place" onClick={() => open(placeKey(it), true)}>
                <Mark {...markOfPlace(it)} size={20} />
                {language === 'zh' ? it.nameZh : it.nameEn ?? it.nameZh}
              </button>
              <span class="row-state">{formatMetres(metres, language)}{it.properties['sample'] === true && t.example}</span>
            </li>
          ))}
        </ul>
      </section>
    );
  const near = around(['night_streets', 'venues', 'checkin_spots', 'heritage_blocks'], 5);
  const lockers = around(['lockers'], 3);
  return (
    <>
      {stations.length > 0 && (
        <section aria-labelledby="card-metro">
          <h3 id="card-metro">{t.metro}</h3>
          <ul>
            {byWalk.map(({ station, walk }) => {
              return (
                <li class="near" key={station.name}>
                  <button type="button" class="near-place" onClick={() => chooseStation(station)}>
                    <span lang="zh-Hans">{station.name}</span>
                    <span class="muted">{linesIn(station.lines, language)}</span>
                  </button>
                  <span class="row-state">{walk === null ? t.line(formatMetres(station.metres, language)) : t.walk(Math.ceil(walk / 75), formatMetres(walk, language))}</span>
                </li>
              );
            })}
          </ul>
          <TrainsNear stations={byWalk.map(({ station }) => station.name)} />
          {byWalk.some(({ walk }) => walk !== null) && <p class="hint">{t.walkNote}</p>}
        </section>
      )}
      {list('card-near', t.near, near)}
      {list('card-lockers', t.lockers, lockers)}
      {(near.length > 0 || lockers.length > 0) && <p class="hint">{t.straight}</p>}
      <Code place={place} />
    </>
  );
}

/** On a wide page: the phone takes the place along. */
function Code({ place }: { place: Place }) {
  const t = words[lang.value];
  const [path, setPath] = useState<{ readonly d: string; readonly size: number } | null>(null);
  const address = `${location.origin}${pageOf(place, lang.value)}`;
  useEffect(() => {
    let gone = false;
    if (!matchMedia('(min-width: 820px)').matches) return undefined;
    void import('uqr').then(({ encode }) => {
      if (gone) return;
      const { data, size } = encode(address, { border: 2 });
      setPath({ size, d: data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('') });
    }, () => {});
    return () => void (gone = true);
  }, [address]);
  if (path === null) return null;
  return (
    <section class="qr" aria-labelledby="card-qr">
      <h3 id="card-qr">{t.qr}</h3>
      <svg viewBox={`0 0 ${path.size} ${path.size}`} role="img" aria-label={`${t.qrAlt}: ${address}`}>
        <path class="qr-ground" d={`M0 0h${path.size}v${path.size}H0z`} />
        <path class="qr-dark" d={path.d} />
      </svg>
    </section>
  );
}
