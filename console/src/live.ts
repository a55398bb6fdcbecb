/** Data that the server pushes whenever it changes. */
import { useEffect, useState } from 'react';
import { getSession } from './api.ts';

export interface Live<T> {
  data: T | undefined;
  lost: boolean;
}

const againAfter = 3000;

/** The newest data of an event stream, if there is one; the connection is made again for as long as it is wanted. */
export function useLive<T>(path: string | undefined, event: string, onSignedOut: () => void): Live<T> {
  const [live, setLive] = useState<Live<T>>({ data: undefined, lost: false });
  useEffect(() => {
    if (path === undefined) return undefined;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const connect = () => {
      source = new EventSource(path);
      source.addEventListener(event, message => setLive({ data: JSON.parse(message.data) as T, lost: false }));
      source.addEventListener('open', () => setLive(before => ({ ...before, lost: false })));
      source.addEventListener('error', () => {
        setLive(before => ({ ...before, lost: true }));
        // A refused connection is not made again by the browser, and does not say why it was refused.
        if (source?.readyState === EventSource.CLOSED) timer = setTimeout(() => void tryAgain(), againAfter);
      });
    };
    const tryAgain = async () => {
      const signedIn = await getSession().then(session => session.signedIn, () => true);
      if (ended) return;
      if (signedIn) connect();
      else onSignedOut();
    };
    connect();
    return () => {
      ended = true;
      source?.close();
      clearTimeout(timer);
    };
  }, [path, event, onSignedOut]);
  return live;
}
