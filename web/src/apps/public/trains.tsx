import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { getLastTrains } from '../../data/api.ts';
import { hasGone, lastMinute, trainsAt, type LastTrain } from '../../domain/last-trains.ts';
import { DAY } from '../../domain/hours.ts';
import { lang, linesIn, moment, site } from './state.ts';

/** First and last trains of a station, as they were entered; that none are is said. */

const words = {
  zh: {
    title: '首末班车', towards: (line: string, way: string) => `${line} 往${way}`, last: (at: string) => `末班 ${at}`, first: (at: string) => `首班 ${at}`, past: '（过午夜）', gone: '今晚末班已过', example: '（示例）',
    source: (source: string, date: string) => `来源：${source}，${date} 核对`, between: '；', unknown: '首末班车时间未录入：未查到可用的公布时刻，请以车站公示为准。', failed: '首末班车时间没有读到。',
  },
  en: {
    title: 'First and last trains', towards: (line: string, way: string) => `${line} towards ${way}`, last: (at: string) => `last ${at}`, first: (at: string) => `first ${at}`, past: ' (past midnight)', gone: 'gone tonight', example: ' (example)',
    source: (source: string, date: string) => `Source: ${source}, checked ${date}`, between: '; ', unknown: 'First and last trains are not entered: no published times were found; go by the board at the station.', failed: 'First and last trains could not be read.',
  },
} as const;

const trains = signal<readonly LastTrain[] | 'failed' | null>(null);
let readAt = -1;
/** Once a revision; servers without any are not asked. */
export async function readTrains(): Promise<void> {
  const known = site.peek();
  if (known === null || readAt === known.revision) return;
  readAt = known.revision;
  try {
    trains.value = known.entered?.last_trains ? await getLastTrains() : [];
  } catch {
    readAt = -1;
    trains.value = 'failed';
  }
}

export const trainsKnown = (station: string): boolean => Array.isArray(trains.value) && trainsAt(trains.value, station).length > 0;
/** `titled`: with a heading of its own. */
export function Trains({ station, titled = false }: { station: string; titled?: boolean }) {
  const t = words[lang.value];
  const language = lang.value;
  const revision = site.value?.revision;
  useEffect(() => void readTrains(), [revision]);
  const all = trains.value;
  if (all === null) return null;
  const here = all === 'failed' ? [] : trainsAt(all, station);
  const sources = [...new Set(here.map((train) => t.source(train.source, train.checkedOn)))].join(t.between);
  const inner =
    here.length === 0 ? (
      <p class="hint">{all === 'failed' ? t.failed : t.unknown}</p>
    ) : (
      <>
        <ul class="train-list">
          {here.map((train) => {
            const gone = hasGone(train, moment.value);
            return (
              <li class={gone ? 'train train-gone' : 'train'} key={train.line + train.towards}>
                <span class="train-way">{t.towards(linesIn(train.line, language), language === 'en' ? train.towardsEn ?? train.towards : train.towards)}</span>
                <span class="train-times">
                  {[t.last(train.last) + (lastMinute(train) >= DAY ? t.past : ''), train.first && t.first(train.first), gone && t.gone, train.note].filter(Boolean).join(' · ')}
                  {train.sample && t.example}
                </span>
              </li>
            );
          })}
        </ul>
        <p class="hint">{sources}</p>
      </>
    );
  if (!titled) return inner;
  return (
    <section class="trains" aria-labelledby="trains">
      <h2 id="trains">{t.title}</h2>
      {inner}
    </section>
  );
}

/** For a card: of the stations near, those of which something is entered; else once that nothing is. */
export function TrainsNear({ stations }: { stations: readonly string[] }) {
  const revision = site.value?.revision;
  useEffect(() => void readTrains(), [revision]);
  const known = stations.filter(trainsKnown);
  if (trains.value === null || stations.length === 0) return null;
  if (known.length === 0) return <Trains station="" />;
  return (
    <>
      {known.map((station) => (
        <div class="near-trains" key={station}>
          <h4 lang="zh-Hans">{station}</h4>
          <Trains station={station} />
        </div>
      ))}
    </>
  );
}
