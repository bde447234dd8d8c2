import type { ComponentChildren } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { Signal } from '@preact/signals';
import type { Lang } from '../domain/urlstate.ts';
import type { Theme } from '../map/style/tokens.ts';
import { say, type WordsOf } from './words.ts';

/** The head of a workbench: panel and map side by side, one of which may have more room. */

export const workbenchWords = {
  skip: say('跳到面板', 'Skip to the panel'),
  map: say('地图', 'Map'),
  panel: say('工作面板', 'Panel'),
  switchLang: say('Switch to English', '切换到中文'),
  switchLangShort: say('EN', '中'),
  toDay: say('切换到日间', 'Switch to day'),
  toNight: say('切换到夜间', 'Switch to night'),
  publicMap: say('返回津夜生活地图', 'Back to the public map'),
  moreMap: say('地图大一些', 'More map'),
  morePanel: say('面板大一些', 'More panel'),
  loading: say('正在载入…', 'Loading…'),
  loadingMap: say('正在绘制地图…', 'Drawing the map…'),
  mapFailed: say('这台设备无法绘制地图', 'This device cannot draw the map'),
  failed: say('数据没有载入', 'The data did not load'),
  refused: say((status: number) => `服务器拒绝了请求（${status}）`, (status: number) => `The server refused (${status})`),
  mapNotice: say((notice: string) => notice, (notice: string) => (notice === '示例数据 未经审图' ? 'Sample data, map not reviewed' : notice)),
  retry: say('重试', 'Try again'),
};
export type WorkbenchWords = WordsOf<typeof workbenchWords> & { readonly title: string };

/** Which side has more room. */
export type Roomy = 'map' | 'even' | 'panel';

export interface WorkbenchState {
  readonly lang: Signal<Lang>;
  readonly theme: Signal<Theme>;
  readonly roomy: Signal<Roomy>;
  readonly setLang: (value: Lang) => void;
  readonly setTheme: (value: Theme) => void;
}

/** What is typed has an undo of its own. */
export const typing = (at: EventTarget | null): boolean => at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement;

/** The document in the reader's language and theme. */
export function useDocument(state: WorkbenchState, title: string): void {
  const lang = state.lang.value;
  const theme = state.theme.value;
  useLayoutEffect(() => {
    document.documentElement.lang = lang === 'zh' ? 'zh-Hans' : 'en';
    document.documentElement.dataset['theme'] = theme;
    document.title = title;
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', theme === 'night' ? '#080a16' : '#ffffff');
  }, [lang, theme, title]);
}

/** `icon` is the app's own: each app has only the shapes that it draws. */
export function Headline({ state, words: t, icon, children }: { state: WorkbenchState; words: WorkbenchWords; icon: (name: 'home' | 'up' | 'down' | 'sun' | 'moon') => ComponentChildren; children?: ComponentChildren }) {
  const night = state.theme.value === 'night';
  const room = state.roomy.value;
  const zh = state.lang.value === 'zh';
  return (
    <header class="top">
      <div class="headline">
        <a class="icon-button" href="/" aria-label={t.publicMap} title={t.publicMap}>{icon('home')}</a>
        <h1><span class="lantern" aria-hidden="true" />{t.title}</h1>
        <span class="room">
          <button type="button" class="icon-button" aria-label={t.morePanel} title={t.morePanel} disabled={room === 'panel'} onClick={() => (state.roomy.value = room === 'map' ? 'even' : 'panel')}>{icon('up')}</button>
          <button type="button" class="icon-button" aria-label={t.moreMap} title={t.moreMap} disabled={room === 'map'} onClick={() => (state.roomy.value = room === 'panel' ? 'even' : 'map')}>{icon('down')}</button>
        </span>
        <button type="button" class="icon-button lang" lang={zh ? 'en' : 'zh-Hans'} aria-label={t.switchLang} title={t.switchLang} onClick={() => state.setLang(zh ? 'en' : 'zh')}>{t.switchLangShort}</button>
        <button type="button" class="icon-button" aria-label={night ? t.toDay : t.toNight} title={night ? t.toDay : t.toNight} onClick={() => state.setTheme(night ? 'day' : 'night')}>{icon(night ? 'sun' : 'moon')}</button>
      </div>
      {children}
    </header>
  );
}
