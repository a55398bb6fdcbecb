import { useEffect, useRef, useState } from 'react';
import type { WidgetProps } from '@rjsf/utils';
import { day } from '../parts/format.ts';
import { useConfigContext } from './context.ts';
import { pointerOf } from './schema.ts';
import { secretName } from './secrets.ts';
import { controlProps } from './widgets.tsx';

/** A secret, which is entered here and never shown again. For a stored secret, the widget shows when it was set. */
export function SecretWidget(props: WidgetProps) {
  const { stored, changes, setChange } = useConfigContext();
  const name = secretName(pointerOf(props.name === undefined ? [] : ['secrets', props.name]));
  const set = name === undefined ? undefined : stored[name];
  const change = name === undefined ? undefined : changes[name];
  // The selected button disappears, so the focus moves to the element that replaces it.
  const next = useRef<HTMLElement>(null);
  const [isReplaced, setIsReplaced] = useState(false);
  useEffect(() => {
    if (isReplaced) next.current?.focus();
    setIsReplaced(false);
  }, [isReplaced]);

  if (!name || !set) return <Password {...props} />;
  const update = (to: 'replace' | 'remove' | undefined) => {
    props.onChange(undefined);
    setChange(name, to);
    setIsReplaced(true);
  };
  const button = (text: string, to: 'replace' | 'remove' | undefined, ref?: typeof next) => (
    <button type="button" ref={ref as React.RefObject<HTMLButtonElement | null>} onClick={() => update(to)}>
      {text}<span className="visually-hidden"> {props.label}</span>
    </button>
  );
  if (change === 'replace') {
    return (
      <div className="secret">
        <Password {...props} inputRef={next} />
        {button('Keep stored value', undefined)}
      </div>
    );
  }
  const described = controlProps(props)['aria-describedby'];
  return (
    <div
      className="secret"
      id={props.id}
      role="group"
      tabIndex={-1}
      aria-label={props.label}
      aria-describedby={described}
    >
      {change === 'remove' ? (
        <>
          <p className="stored">Will be removed when you save</p>
          {button('Keep', undefined, next)}
        </>
      ) : (
        <>
          <p className="stored">Set on {day(set.setAt)}</p>
          {button('Replace', 'replace', next)}
          {button('Remove', 'remove')}
        </>
      )}
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
