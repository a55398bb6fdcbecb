import { Problem } from '../api.ts';
import { Button } from './Button.tsx';
import { Notice } from './Notice.tsx';

export function Loading() {
  return <p className="quiet-text" role="status">Loading…</p>;
}

/** What came instead of what was asked for. */
export function Unloaded({ error, again }: { error: unknown; again?: () => void }) {
  const { title, message } = describe(error);
  return (
    <Notice tone="bad" title={title} urgent>
      {message !== title && <p>{message}</p>}
      {again && <p><Button onClick={again}>Try again</Button></p>}
    </Notice>
  );
}

function describe(error: unknown): { title: string; message: string } {
  if (error instanceof Problem) return { title: error.title, message: error.message };
  return { title: 'Something went wrong', message: error instanceof Error ? error.message : String(error) };
}
