import type { ReactNode } from 'react';
import { Icon } from './Status.tsx';

/** A message on the page. Screen readers announce an urgent one immediately. */
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
