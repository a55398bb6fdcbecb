import type { ErrorKind, InputError } from '../types.ts';
import { Copyable } from './Copyable.tsx';
import { Notice } from './Notice.tsx';

const kinds: Record<ErrorKind, string> = {
  config: 'A setting must be corrected',
  access: 'Credentials or a right are missing',
  transient: 'The source did not answer well',
  data: 'Data could not be read',
  checkpoint: 'The stored place cannot be used',
  internal: 'A fault of the program',
};

/** An error with what is to be done about it. */
export function ErrorBox({ error, heading }: { error: InputError; heading?: string }) {
  const kind = kinds[error.kind];
  return (
    <Notice tone={error.kind === 'transient' ? 'warn' : 'bad'} title={heading ? `${heading}: ${kind.charAt(0).toLowerCase()}${kind.slice(1)}` : kind}>
      <p>{error.message}</p>
      <dl className="facts">
        <div><dt>Code</dt><dd><code>{error.code}</code></dd></div>
        {error.call && <div><dt>Call</dt><dd><code>{error.call}</code></dd></div>}
        {error.permission && <div><dt>Right</dt><dd><code>{error.permission}</code></dd></div>}
      </dl>
      {error.remedy && <Copyable label="Remedy" text={error.remedy} />}
    </Notice>
  );
}
