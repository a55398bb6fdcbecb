/** The parts around a control, the same in every form. */
import type { ReactNode } from 'react';

export function Required() {
  return <span className="required">required</span>;
}

export function Help({ id, text }: { id: string; text: string | undefined }) {
  return text ? <p className="help" id={`${id}__help`}>{text}</p> : null;
}

export function Faulty({ id, message }: { id: string; message: string | undefined }) {
  return message ? <p className="fault" id={`${id}__fault`}><span className="unseen">Error: </span>{message}</p> : null;
}

/** The ids of what describes a control. */
export function describedBy(id: string, help: string | undefined, message: string | undefined): string | undefined {
  return [message && `${id}__fault`, help && `${id}__help`].filter(Boolean).join(' ') || undefined;
}

interface Props {
  id: string;
  label: string;
  help?: string;
  fault?: string;
  required?: boolean;
  children: ReactNode;
}

/** A label, the help, what is wrong, and the control. */
export function Field({ id, label, help, fault, required, children }: Props) {
  return (
    <div className={fault ? 'field faulty' : 'field'}>
      <label htmlFor={id}>{label}{required && <Required />}</label>
      <Help id={id} text={help} />
      <Faulty id={id} message={fault} />
      {children}
    </div>
  );
}
