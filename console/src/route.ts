/** The pages of the console, their paths, and the navigation between them. */
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
let navigated = false;

export function navigate(path: string): void {
  history.pushState(null, '', path);
  navigated = true;
  scrollTo(0, 0);
  for (const listener of listeners) listener();
}

/**
 * Whether the user came from another page of the console. The browser does not load a new document then, so the
 * heading of the page must take the focus.
 */
export const wasNavigated = () => navigated;

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

function subscribe(listener: () => void): () => void {
  const onPopState = () => {
    navigated = true;
    listener();
  };
  listeners.add(listener);
  addEventListener('popstate', onPopState);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', onPopState);
  };
}

/** Decodes a part of a path. A part that is not validly encoded is returned unchanged. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
