import { signal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import * as state from './state.ts';

/** A part of the page whose code is read when it is first shown; `onFail` where it cannot be had. */
export function later<Props extends object>(read: () => Promise<FunctionComponent<Props>>, onFail: () => void) {
  const part = signal<{ readonly Part: FunctionComponent<Props> } | null>(null);
  return function Later(props: Props) {
    const loaded = part.value;
    useEffect(() => {
      if (loaded === null) read().then((Part) => (part.value = { Part }), onFail);
    }, []);
    if (loaded !== null) return <loaded.Part {...props} />;
    return (
      <div class="skeletons" role="status" aria-label={state.words.value.loading}>
        <div class="skeleton skeleton-tall" />
        <div class="skeleton" />
        <div class="skeleton" />
      </div>
    );
  };
}
