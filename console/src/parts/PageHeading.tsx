import { useEffect, useRef, type ReactNode } from 'react';
import { wasReachedFromWithin } from '../route.ts';

/** The heading of a page and its title in the browser. */
export function PageHeading({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (wasReachedFromWithin()) heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = title === 'Inputs' ? title : `${title} – Inputs`;
  }, [title]);
  return (
    <div className="page-head">
      <h1 ref={heading} tabIndex={-1}>{title}</h1>
      {children}
    </div>
  );
}
