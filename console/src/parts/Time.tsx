import { useEffect, useState } from 'react';
import { fromNow, moment } from './format.ts';

/** The time now, renewed so often that what is told by it stays true. */
export function useNow(everySeconds = 5): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everySeconds * 1000);
    return () => clearInterval(timer);
  }, [everySeconds]);
  return now;
}

/** A time, and how far it is from now. */
export function Time({ at, brief }: { at: string | undefined; brief?: boolean }) {
  const now = useNow();
  if (!at) return <span className="quiet-text">None</span>;
  if (brief) return <time dateTime={at} title={moment(at)}>{fromNow(at, now)}</time>;
  return <time dateTime={at}>{moment(at)} <span className="quiet-text">({fromNow(at, now)})</span></time>;
}
