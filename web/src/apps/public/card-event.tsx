import { hostOf, timesOf, whenWords } from '../../domain/happenings.ts';
import { placeKey, text, type Place } from '../../domain/types.ts';
import { pageOf } from '../../domain/urlstate.ts';
import { eventWords, Row } from './list.tsx';
import { eventsAt, lang, moment, open, placeByKey, statusOf } from './state.ts';

/** What is on at a place; and of an event when, where, and how to take it along. */

const words = {
  zh: { when: '时间', at: (name: string) => `在${name}`, take: '加入日历', watch: '看直播', page: '活动网页', elsewhere: '（在新窗口打开）', here: '这里的活动' },
  en: { when: 'When', at: (name: string) => `At ${name}`, take: 'Add to calendar', watch: 'Watch the stream', page: 'Its web page', elsewhere: ' (opens elsewhere)', here: 'What is on here' },
} as const;

export function EventTimes({ event }: { event: Place }) {
  const t = words[lang.value];
  const times = timesOf(event.properties);
  if (times === null) return null;
  const state = eventWords(event);
  const when = whenWords(times, moment.value, lang.value);
  const host = placeByKey(hostOf(event) ?? '');
  const url = text(event.properties, 'url');
  return (
    <section class={`hours hours-${statusOf(event).state}`} aria-labelledby="card-when">
      <h3 id="card-when" class="sr-only">
        {t.when}
      </h3>
      <p class="hours-now">
        <span class="lamp" aria-hidden="true" />
        {state ?? when}
        {state !== null && <span class="muted"> · {when}</span>}
      </p>
      <p class="event-links">
        {host && (
          <button type="button" class="text-button" onClick={() => open(placeKey(host), true)}>
            {t.at(lang.value === 'zh' ? host.nameZh : host.nameEn ?? host.nameZh)}
          </button>
        )}
        <a class="text-button" href={`${pageOf(event, 'zh')}.ics?lang=${lang.value}`} download={`${event.id}.ics`}>
          {t.take}
        </a>
        {url !== null && /^https?:/.test(url) && (
          <a class="text-button" href={url} target="_blank" rel="noopener noreferrer nofollow">
            {event.properties['kind'] === 'live' ? t.watch : t.page}
            <span class="sr-only">{t.elsewhere}</span>
          </a>
        )}
      </p>
    </section>
  );
}

export function EventsHere({ place }: { place: Place }) {
  const events = eventsAt(place);
  if (events.length === 0) return null;
  return (
    <section aria-labelledby="card-events">
      <h3 id="card-events">{words[lang.value].here}</h3>
      <ul class="list near-list">
        {events.slice(0, 8).map((event) => (
          <Row key={event.id} place={event} />
        ))}
      </ul>
    </section>
  );
}
