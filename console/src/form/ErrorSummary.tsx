import { useEffect, useRef } from 'react';
import type { Fault } from '../types.ts';
import { counted } from '../parts/format.ts';
import { focusField } from './focus.ts';
import { idOf } from './schema.ts';

/** All that is wrong with a form, at its top. It takes the focus after each attempt and leads to the fields. */
export function ErrorSummary({ faults, attempt }: { faults: Fault[]; attempt: number }) {
  const summary = useRef<HTMLDivElement>(null);
  const any = faults.length > 0;
  useEffect(() => {
    if (attempt > 0) summary.current?.focus();
  }, [attempt]);
  if (!any) return null;
  return (
    <div className="notice bad" role="alert" tabIndex={-1} ref={summary} aria-labelledby="summary-title">
      <h2 id="summary-title" className="notice-title">{counted(faults.length, 'thing')} to correct</h2>
      <ul>{faults.map(fault => <li key={fault.pointer}><FaultLine {...fault} /></li>)}</ul>
    </div>
  );
}

function FaultLine({ pointer, message }: Fault) {
  const id = idOf(pointer);
  // What is wrong under the other branch of a choice has no field now.
  if (!id || !document.getElementById(id)) return <>{message}</>;
  return (
    <a
      href={`#${id}`}
      onClick={event => {
        event.preventDefault();
        focusField(id);
      }}
    >
      {message}
    </a>
  );
}
