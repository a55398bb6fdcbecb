import { useSyncExternalStore } from 'react';

let text = '';
const listeners = new Set<() => void>();

/** Makes a screen reader announce a change after it has finished its current text. */
export function announce(message: string): void {
  // Repeating the same text does not change the region, so a screen reader would not announce it.
  text = message === text ? `${message}\u00a0` : message;
  for (const listener of listeners) listener();
}

export function LiveRegion() {
  const message = useSyncExternalStore(
    listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => text);
  return <div className="visually-hidden" role="status" aria-live="polite">{message}</div>;
}
