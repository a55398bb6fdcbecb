import { useState } from 'react';
import { announce } from './LiveRegion.tsx';
import { Button } from './Button.tsx';

/** Text with a button that copies it to the clipboard. */
export function CopyableText({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    // Browsers offer no clipboard over plain HTTP, except on localhost. The user can still select and copy the text.
    await navigator.clipboard?.writeText(text);
    setCopied(navigator.clipboard !== undefined);
    if (navigator.clipboard) announce('Copied');
  };
  return (
    <div className="copyable">
      <div className="copyable-head">
        <span>{label}</span>
        <Button onClick={() => void copy()}>
          {copied ? 'Copied' : 'Copy'}<span className="visually-hidden"> {label.toLowerCase()}</span>
        </Button>
      </div>
      <pre role="group" aria-label={label} tabIndex={0}>{text}</pre>
    </div>
  );
}
