/** The parts around a control, which are the same for each form. */
import type { ReactNode } from 'react';

export function Required() {
  return <span className="required">required</span>;
}

export function Help({ id, text }: { id: string; text: string | undefined }) {
  return text ? <p className="help" id={`${id}__help`}>{text}</p> : null;
}

export function FieldError({ id, message }: { id: string; message: string | undefined }) {
  if (!message) return null;
  return <p className="field-error" id={`${id}__error`}><span className="visually-hidden">Error: </span>{message}</p>;
}

/** The ids of the elements that describe a control. */
export function describedBy(id: string, help: string | undefined, message: string | undefined): string | undefined {
  return [message && `${id}__error`, help && `${id}__help`].filter(Boolean).join(' ') || undefined;
}

interface Props {
  id: string;
  label: string;
  help?: string;
  error?: string;
  required?: boolean;
  children: ReactNode;
}

/** A control with its label, help, and error. */
export function Field({ id, label, help, error, required, children }: Props) {
  return (
    <div className={error ? 'field invalid' : 'field'}>
      <label htmlFor={id}>{label}{required && <Required />}</label>
      <Help id={id} text={help} />
      <FieldError id={id} message={error} />
      {children}
    </div>
  );
}
