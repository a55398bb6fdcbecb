import { useEffect, useRef } from 'react';
import { announce } from './LiveRegion.tsx';
import { Notice } from './Notice.tsx';

/** Says that what is shown may be old, while the connection is gone. */
export function Lost({ lost }: { lost: boolean }) {
  const before = useRef(false);
  useEffect(() => {
    if (lost) announce('Connection lost, trying again');
    if (!lost && before.current) announce('Connected again');
    before.current = lost;
  }, [lost]);
  return lost ? <Notice tone="warn" title="Connection lost, trying again"><p>What is shown may be out of date.</p></Notice> : null;
}
