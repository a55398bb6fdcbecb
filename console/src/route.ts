/** Which page an address is of, and how the console goes from one to another. */
import { useSyncExternalStore } from 'react';

export type Route =
  | { page: 'list' }
  | { page: 'new' }
  | { page: 'input'; id: string }
  | { page: 'edit'; id: string }
  | { page: 'unknown' };

export function routeOf(path: string): Route {
  const [first, second, third, ...more] = path.split('/').filter(part => part !== '');
  if (first === undefined) return { page: 'list' };
  if (first === 'new' && second === undefined) return { page: 'new' };
  if (first !== 'inputs' || second === undefined || more.length > 0) return { page: 'unknown' };
  const id = decode(second);
  if (third === undefined) return { page: 'input', id };
  return third === 'edit' ? { page: 'edit', id } : { page: 'unknown' };
}

export const pathOf = {
  list: '/',
  new: '/new',
  input: (id: string) => `/inputs/${encodeURIComponent(id)}`,
  edit: (id: string) => `/inputs/${encodeURIComponent(id)}/edit`,
};

const listeners = new Set<() => void>();
let moved = false;

export function navigate(path: string): void {
  history.pushState(null, '', path);
  moved = true;
  scrollTo(0, 0);
  for (const listener of listeners) listener();
}

/** Whether the page was reached from another of the console: then its heading takes the focus, as a new page would. */
export const wasReachedFromWithin = () => moved;

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

function subscribe(listener: () => void): () => void {
  const back = () => {
    moved = true;
    listener();
  };
  listeners.add(listener);
  addEventListener('popstate', back);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', back);
  };
}

/** A part of an address as it was before it was encoded; one that never was is taken as it stands. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
