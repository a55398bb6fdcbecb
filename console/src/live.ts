/** Data that the server pushes whenever it changes. */
import { useEffect, useState } from 'react';
import { getSession, isThere } from './api.ts';

export interface Live<T> {
  data: T | undefined;
  lost: boolean;
  /** What was looked at is there no longer. */
  gone: boolean;
}

const againAfter = 3000;

/**
 * The newest data of an event stream, if there is one; the connection is made again for as long as it is wanted. A page
 * that nobody sees keeps none: a browser has six for each server, and a seventh page would wait for ever.
 */
export function useLive<T>(path: string | undefined, event: string, onSignedOut: () => void): Live<T> {
  const [live, setLive] = useState<Live<T>>({ data: undefined, lost: false, gone: false });
  useEffect(() => {
    if (path === undefined) return undefined;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const connect = () => {
      source?.close();
      source = new EventSource(path);
      source.addEventListener(event, message => setLive({ data: JSON.parse(message.data) as T, lost: false, gone: false }));
      source.addEventListener('open', () => setLive(before => ({ ...before, lost: false })));
      source.addEventListener('error', () => {
        setLive(before => ({ ...before, lost: true }));
        // A refused connection is not made again by the browser, and does not say why it was refused.
        if (source?.readyState === EventSource.CLOSED) timer = setTimeout(() => void tryAgain(), againAfter);
      });
    };
    const tryAgain = async () => {
      const signedIn = await getSession().then(session => session.signedIn, () => true);
      const there = !signedIn || await isThere(path);
      if (ended || document.hidden) return;
      if (!signedIn) onSignedOut();
      else if (there) connect();
      else setLive(before => ({ ...before, gone: true }));
    };
    const look = () => {
      clearTimeout(timer);
      if (document.hidden) source?.close();
      else connect();
    };
    document.addEventListener('visibilitychange', look);
    if (!document.hidden) connect();
    return () => {
      ended = true;
      document.removeEventListener('visibilitychange', look);
      source?.close();
      clearTimeout(timer);
    };
  }, [path, event, onSignedOut]);
  return live;
}
