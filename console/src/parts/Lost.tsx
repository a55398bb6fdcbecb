import { useEffect } from 'react';
import { announce } from './LiveRegion.tsx';
import { Notice } from './Notice.tsx';

/** Says that what is shown may be old, while the connection is gone. */
export function Lost({ lost }: { lost: boolean }) {
  useEffect(() => {
    if (!lost) return undefined;
    announce('Connection lost, trying again');
    return () => announce('Connected again');
  }, [lost]);
  return lost ? <Notice tone="warn" title="Connection lost, trying again"><p>What is shown may be out of date.</p></Notice> : null;
}
