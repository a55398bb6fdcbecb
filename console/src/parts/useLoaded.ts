import { useCallback, useEffect, useState } from 'react';

export interface Loaded<T> {
  data: T | undefined;
  error: unknown;
  reload: () => void;
}

/** What a call gives, asked again when `key` changes; what was there stays until the new comes. */
export function useLoaded<T>(load: () => Promise<T>, key: string): Loaded<T> {
  const [state, setState] = useState<{ data: T | undefined; error: unknown }>({ data: undefined, error: undefined });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    load().then(
      data => current && setState({ data, error: undefined }),
      error => current && setState(before => ({ ...before, error })));
    return () => {
      current = false;
    };
    // The call is made anew on every drawing; the key says when it is another one.
  }, [key, turn]);
  return { ...state, reload: useCallback(() => setTurn(before => before + 1), []) };
}
