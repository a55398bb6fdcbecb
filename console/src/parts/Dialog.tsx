import { useEffect, useId, useRef, type ReactNode } from 'react';
import { Button } from './Button.tsx';

interface Props {
  title: string;
  confirm: string;
  danger?: boolean;
  children: ReactNode;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before something is done that cannot be undone. The browser keeps the focus inside and gives it back. */
export function Dialog({ title, confirm, danger, children, onConfirm, onCancel }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const open = dialog.current;
    open?.showModal();
    return () => open?.close();
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
        <Button onClick={onCancel} autoFocus>Cancel</Button>
      </div>
    </dialog>
  );
}
