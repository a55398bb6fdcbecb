import { useEffect, useState } from 'react';
import { fromNow, moment } from './format.ts';

/** The current time, updated at the given interval so that relative times stay correct. */
export function useNow(everySeconds = 5): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everySeconds * 1000);
    return () => clearInterval(timer);
  }, [everySeconds]);
  return now;
}

/** A time, absolute and relative to now. A brief one shows the absolute time as a tooltip. */
export function Time({ at, brief }: { at: string | undefined; brief?: boolean }) {
  const now = useNow();
  if (!at) return <span className="quiet-text">None</span>;
  if (brief) return <time dateTime={at} title={moment(at)}>{fromNow(at, now)}</time>;
  return <time dateTime={at}>{moment(at)} <span className="quiet-text">({fromNow(at, now)})</span></time>;
}
