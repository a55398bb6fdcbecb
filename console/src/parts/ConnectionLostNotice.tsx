import { useEffect, useRef } from 'react';
import { announce } from './LiveRegion.tsx';
import { Notice } from './Notice.tsx';

/** A warning that the data can be out of date. It is shown while the connection to the server is lost. */
export function ConnectionLostNotice({ disconnected }: { disconnected: boolean }) {
  const before = useRef(false);
  useEffect(() => {
    if (disconnected) announce('Connection lost. Reconnecting');
    if (!disconnected && before.current) announce('Reconnected');
    before.current = disconnected;
  }, [disconnected]);
  if (!disconnected) return null;
  return (
    <Notice tone="warn" title="Connection lost. Reconnecting…">
      <p>The data on this page can be out of date.</p>
    </Notice>
  );
}
