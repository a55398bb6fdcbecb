import { useEffect, useRef } from 'react';
import type { ValidationError } from '../types.ts';
import { counted } from '../parts/format.ts';
import { focusField } from './focus.ts';
import { idOf } from './schema.ts';

/** All errors of a form, with links to the fields. It takes the focus after each attempt to send the form. */
export function ErrorSummary({ errors, attempt }: { errors: ValidationError[]; attempt: number }) {
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (attempt > 0) summary.current?.focus();
  }, [attempt]);
  if (errors.length === 0) return null;
  return (
    <div className="notice bad" role="alert" tabIndex={-1} ref={summary} aria-labelledby="summary-title">
      <h2 id="summary-title" className="notice-title">Correct {counted(errors.length, 'error')}</h2>
      <ul>{errors.map(error => <li key={error.pointer}><ErrorLink {...error} /></li>)}</ul>
    </div>
  );
}

function ErrorLink({ pointer, message }: ValidationError) {
  const id = idOf(pointer);
  // The form does not show the fields of a branch that is not selected.
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
