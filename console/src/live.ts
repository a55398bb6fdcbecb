/** Data that the server pushes when it changes. */
import { useEffect, useState } from 'react';
import { exists, getSession } from './api.ts';

export interface Live<T> {
  data: T | undefined;
  disconnected: boolean;
  /** Whether the resource no longer exists. */
  deleted: boolean;
}

const retryDelayMilliseconds = 3000;

/**
 * The newest data of an event stream. The connection is restored until the component is removed. A hidden page closes
 * its connection: a browser allows six connections to one server, so a seventh page would wait forever.
 */
export function useLive<T>(path: string | undefined, event: string, onSignedOut: () => void): Live<T> {
  const [live, setLive] = useState<Live<T>>({ data: undefined, disconnected: false, deleted: false });
  useEffect(() => {
    if (path === undefined) return undefined;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const connect = () => {
      source?.close();
      source = new EventSource(path);
      source.addEventListener(event, message =>
        setLive({ data: JSON.parse(message.data) as T, disconnected: false, deleted: false }));
      source.addEventListener('open', () => setLive(before => ({ ...before, disconnected: false })));
      source.addEventListener('error', () => {
        setLive(before => ({ ...before, disconnected: true }));
        // The browser does not retry a connection that the server refused, and does not report the reason.
        if (source?.readyState === EventSource.CLOSED) timer = setTimeout(() => void retry(), retryDelayMilliseconds);
      });
    };
    const retry = async () => {
      const signedIn = await getSession().then(session => session.signedIn, () => true);
      const found = !signedIn || await exists(path);
      if (ended || document.hidden) return;
      if (!signedIn) onSignedOut();
      else if (found) connect();
      else setLive(before => ({ ...before, deleted: true }));
    };
    const onVisibilityChange = () => {
      clearTimeout(timer);
      if (document.hidden) source?.close();
      else connect();
    };
    document.addEventListener('visibilitychange', onVisibilityChange);
    if (!document.hidden) connect();
    return () => {
      ended = true;
      document.removeEventListener('visibilitychange', onVisibilityChange);
      source?.close();
      clearTimeout(timer);
    };
  }, [path, event, onSignedOut]);
  return live;
}
