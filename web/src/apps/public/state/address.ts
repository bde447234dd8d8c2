import { batch, effect, untracked } from '@preact/signals';
import { placeKey, type LayerId, type PlaceLayer } from '../../../domain/types.ts';
import { formatUrl, parseUrl, type UrlState } from '../../../domain/urlstate.ts';
import { brand, defaultLayers, followLang, lang, layersFor, selectedKey, tab, theme, view, visible, wish } from './page.ts';

/** The address bar says what is shown. */

const sameLayers = (a: readonly LayerId[], b: readonly LayerId[]) => a.length === b.length && a.every((id) => b.includes(id));

function urlState(): UrlState {
  const [layer, ...rest] = (selectedKey.value ?? '').split('/');
  return {
    view: view.value,
    layers: sameLayers(visible.value, defaultLayers) ? null : visible.value,
    selected: selectedKey.value === null ? null : { layer: layer as PlaceLayer, id: rest.join('/') },
    brand: brand.value,
    lang: lang.value === 'zh' ? null : lang.value,
    theme: theme.value === 'night' ? null : theme.value,
  };
}

/** That a card is open is a step that Back undoes; going from card to card and moving the map are not. */
export function keepUrl(): () => void {
  let lastSelected = selectedKey.peek();
  let timer = 0;
  const write = () => {
    const hash = formatUrl(untracked(urlState));
    if (hash === location.hash) return;
    const address = location.pathname + hash;
    const before = lastSelected;
    lastSelected = selectedKey.peek();
    // One step for all cards: Back from any leads to where no card was, and the next step leaves.
    if (before === null && lastSelected !== null) {
      history.pushState({ card: true }, '', address);
    } else if (before !== null && lastSelected === null && (history.state as { card?: boolean } | null)?.card) {
      leaving = address;
      history.back();
    } else history.replaceState(history.state, '', address);
  };
  let leaving: string | null = null;
  const stop = effect(() => {
    urlState();
    clearTimeout(timer);
    if (lastSelected !== selectedKey.value) write();
    else timer = setTimeout(write, 200) as unknown as number;
  });
  const restore = () => {
    if (leaving !== null) {
      history.replaceState(history.state, '', leaving); // the card was closed on the page: the map stays where it is
      leaving = null;
      return;
    }
    const state = parseUrl(location.hash);
    clearTimeout(timer);
    batch(() => {
      lastSelected = state.selected && placeKey(state.selected);
      selectedKey.value = lastSelected;
      brand.value = state.brand;
      visible.value = layersFor(state.layers, state.selected?.layer);
      followLang(state.lang ?? 'zh');
      theme.value = state.theme ?? 'night';
      if (state.selected) tab.value = state.selected.layer;
      if (state.view) {
        view.value = state.view;
        wish.value = { kind: 'view', view: state.view };
      }
    });
  };
  addEventListener('popstate', restore);
  return () => {
    stop();
    removeEventListener('popstate', restore);
  };
}
