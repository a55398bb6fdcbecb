import type { ErrorKind, InputError } from '../types.ts';
import { CopyableText } from './CopyableText.tsx';
import { Notice } from './Notice.tsx';

const kinds: Record<ErrorKind, string> = {
  config: 'Invalid configuration',
  access: 'Invalid credentials or missing permission',
  transient: 'The source is temporarily unavailable',
  data: 'Data could not be read',
  checkpoint: 'The checkpoint cannot be used',
  internal: 'Internal error',
};

/** An error with its remedy, which is shown separately only if the message does not contain it. */
export function ErrorBox({ error, heading }: { error: InputError; heading?: string }) {
  const kind = kinds[error.kind];
  const title = heading ? `${heading}: ${kind.charAt(0).toLowerCase()}${kind.slice(1)}` : kind;
  return (
    <Notice tone={error.kind === 'transient' ? 'warn' : 'bad'} title={title}>
      <p>{error.message}</p>
      <dl className="facts">
        <div><dt>Code</dt><dd><code>{error.code}</code></dd></div>
        {error.call && <div><dt>Call</dt><dd><code>{error.call}</code></dd></div>}
        {error.permission && <div><dt>Missing permission</dt><dd><code>{error.permission}</code></dd></div>}
      </dl>
      {error.remedy && !error.message.includes(error.remedy) && <CopyableText label="Remedy" text={error.remedy} />}
    </Notice>
  );
}
