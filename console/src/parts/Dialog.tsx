import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { Button } from './Button.tsx';

interface Props {
  title: string;
  confirm: string;
  danger?: boolean;
  children: ReactNode;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks the user to confirm an action that cannot be undone. The browser keeps the focus inside the dialog. */
export function Dialog({ title, confirm, danger, children, onConfirm, onCancel }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // A layout effect, because a dialog must be closed before it is removed: otherwise it does not restore the focus.
  useLayoutEffect(() => {
    const open = dialog.current;
    const before = document.activeElement;
    open?.showModal();
    open?.querySelector<HTMLElement>('[data-safe]')?.focus();
    return () => {
      open?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={event => {
        event.preventDefault();
        onCancel();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
      <div className="actions">
        <Button look={danger ? 'danger' : 'main'} onClick={onConfirm}>{confirm}</Button>
        <Button data-safe onClick={onCancel}>Cancel</Button>
      </div>
    </dialog>
  );
}
