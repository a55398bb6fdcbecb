import { useSyncExternalStore } from 'react';

let text = '';
const listeners = new Set<() => void>();

/** Has a change read out, when whoever reads is done with what is being read. */
export function announce(words: string): void {
  // The same words again would be no change, and stay unheard.
  text = words === text ? `${words}\u00a0` : words;
  for (const listener of listeners) listener();
}

export function LiveRegion() {
  const words = useSyncExternalStore(
    listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => text);
  return <div className="unseen" role="status" aria-live="polite">{words}</div>;
}
