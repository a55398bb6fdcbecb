import { useState } from 'react';
import { announce } from './LiveRegion.tsx';
import { Button } from './Button.tsx';

/** Text of several lines that is to be taken over elsewhere. */
export function Copyable({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    // Without the clipboard (plain HTTP on another machine) the text can still be marked and copied.
    await navigator.clipboard?.writeText(text);
    setCopied(navigator.clipboard !== undefined);
    if (navigator.clipboard) announce('Copied');
  };
  return (
    <div className="copyable">
      <div className="copyable-head">
        <span>{label}</span>
        <Button onClick={() => void copy()}>{copied ? 'Copied' : 'Copy'}<span className="unseen"> {label.toLowerCase()}</span></Button>
      </div>
      <pre role="group" aria-label={label} tabIndex={0}>{text}</pre>
    </div>
  );
}
