import { useEffect, useRef, useState } from 'react';
import { day } from '../parts/format.ts';
import { useConfigContext } from './context.ts';
import { secretName } from './secrets.ts';
import { attributesOf, type ControlProps } from './controls.tsx';

/** A secret, which is entered here and never shown again. For a stored secret, the control shows when it was set. */
export function SecretControl(props: ControlProps) {
  const { stored, changes, setChange } = useConfigContext();
  const name = secretName(props.pointer);
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
  const described = attributesOf(props)['aria-describedby'];
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

function Password({ inputRef, ...props }: ControlProps & { inputRef?: React.RefObject<HTMLElement | null> }) {
  return (
    <input
      {...attributesOf(props)}
      ref={inputRef as React.RefObject<HTMLInputElement | null>}
      type="password"
      autoComplete="new-password"
      spellCheck={false}
      value={typeof props.value === 'string' ? props.value : ''}
      onChange={event => props.onChange(event.target.value === '' ? undefined : event.target.value)}
    />
  );
}
