import { ApiError } from '../api.ts';
import { Button } from './Button.tsx';
import { Notice } from './Notice.tsx';

export function Loading() {
  return <p className="quiet-text" role="status">Loading…</p>;
}

/** The error of a failed request, with a button to retry it. */
export function LoadError({ error, retry }: { error: unknown; retry?: () => void }) {
  const { title, message } = describe(error);
  return (
    <Notice tone="bad" title={title} urgent>
      {message !== title && <p>{message}</p>}
      {retry && <p><Button onClick={retry}>Try again</Button></p>}
    </Notice>
  );
}

function describe(error: unknown): { title: string; message: string } {
  if (error instanceof ApiError) return { title: error.title, message: error.message };
  return { title: 'Unexpected error', message: error instanceof Error ? error.message : String(error) };
}
