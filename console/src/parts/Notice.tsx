import type { ReactNode } from 'react';
import { Icon } from './Status.tsx';

/** Something to be told, at its place on the page. What is urgent is read out at once. */
export function Notice({ tone, title, urgent, children }: {
  tone: 'good' | 'warn' | 'bad';
  title: string;
  urgent?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className={`notice ${tone}`} role={urgent ? 'alert' : undefined}>
      <p className="notice-title"><Icon tone={tone} />{title}</p>
      {children}
    </div>
  );
}
