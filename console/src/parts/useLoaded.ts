import { useCallback, useEffect, useState } from 'react';

export interface Loaded<T> {
  data: T | undefined;
  error: unknown;
  reload: () => void;
}

/** The result of a request. It is sent again when `key` changes, and the previous data stays until the new arrives. */
export function useLoaded<T>(load: () => Promise<T>, key: string): Loaded<T> {
  const [state, setState] = useState<{ data: T | undefined; error: unknown }>({ data: undefined, error: undefined });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let current = true;
    load().then(
      data => current && setState({ data, error: undefined }),
      error => current && setState(before => ({ ...before, error })));
    return () => {
      current = false;
    };
    // `load` is a new function in each render, so `key` identifies the request.
  }, [key, attempt]);
  return { ...state, reload: useCallback(() => setAttempt(before => before + 1), []) };
}
