import type { ButtonHTMLAttributes } from 'react';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'main' | 'danger';
  /** Whether the button has no effect at the moment. It keeps the focus, which a disabled button would lose. */
  unavailable?: boolean;
  /** Marks the button of a dialog that changes nothing, which gets the focus first. */
  'data-safe'?: boolean;
}

export function Button({ look, unavailable, onClick, type = 'button', ...others }: Props) {
  return (
    <button
      {...others}
      type={type}
      className={look}
      aria-disabled={unavailable || undefined}
      onClick={event => {
        if (unavailable) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
