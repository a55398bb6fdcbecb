import { useEffect, useRef, useState } from 'react';
import type { WidgetProps } from '@rjsf/utils';
import { day } from '../parts/format.ts';
import { useConfigContext } from './context.ts';
import { pointerOf } from './schema.ts';
import { secretName } from './secrets.ts';
import { controlProps } from './widgets.tsx';

/** A secret: written here and never shown again. Of a stored one it says when it was set. */
export function SecretWidget(props: WidgetProps) {
  const { stored, changes, setChange } = useConfigContext();
  const name = secretName(pointerOf(props.name === undefined ? [] : ['secrets', props.name]));
  const set = name === undefined ? undefined : stored[name];
  const change = name === undefined ? undefined : changes[name];
  // The button that was pressed goes away, so the focus is given to what takes its place.
  const next = useRef<HTMLElement>(null);
  const [moved, setMoved] = useState(false);
  useEffect(() => {
    if (moved) next.current?.focus();
    setMoved(false);
  }, [moved]);

  if (!name || !set) return <Password {...props} />;
  const turn = (to: 'replace' | 'remove' | undefined) => {
    props.onChange(undefined);
    setChange(name, to);
    setMoved(true);
  };
  const button = (text: string, to: 'replace' | 'remove' | undefined, ref?: typeof next) => (
    <button type="button" ref={ref as React.RefObject<HTMLButtonElement | null>} onClick={() => turn(to)}>
      {text}<span className="unseen"> {props.label}</span>
    </button>
  );
  if (change === 'replace') {
    return <div className="secret"><Password {...props} inputRef={next} />{button('Keep the stored one', undefined)}</div>;
  }
  const described = controlProps(props)['aria-describedby'];
  return (
    <div className="secret" id={props.id} role="group" tabIndex={-1} aria-label={props.label} aria-describedby={described}>
      <p className="stored">{change === 'remove' ? 'Is removed when you save' : <>Set on {day(set.setAt)}</>}</p>
      {change === 'remove' ? button('Keep', undefined, next) : <>{button('Replace', 'replace', next)}{button('Remove', 'remove')}</>}
    </div>
  );
}

function Password({ inputRef, ...props }: WidgetProps & { inputRef?: React.RefObject<HTMLElement | null> }) {
  return (
    <input
      {...controlProps(props)}
      ref={inputRef as React.RefObject<HTMLInputElement | null>}
      type="password"
      autoComplete="new-password"
      spellCheck={false}
      value={typeof props.value === 'string' ? props.value : ''}
      onChange={event => props.onChange(event.target.value === '' ? undefined : event.target.value)}
    />
  );
}
