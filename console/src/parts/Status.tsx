import type { Outcome, Summary } from '../types.ts';

type Tone = 'good' | 'busy' | 'quiet' | 'warn' | 'bad';

const outcomes: Record<Outcome, { tone: Tone; text: string }> = {
  never: { tone: 'quiet', text: 'Not run yet' },
  done: { tone: 'good', text: 'Up to date' },
  objectsleft: { tone: 'warn', text: 'Done with unread objects' },
  stopped: { tone: 'quiet', text: 'Stopped' },
  failed: { tone: 'bad', text: 'Failed' },
  interrupted: { tone: 'warn', text: 'Interrupted' },
};

// The icons have different shapes, so that users do not depend on the colors.
const shapes: Record<Tone, string> = {
  good: 'M3.5 8.5l3 3 6-7',
  busy: 'M13 8a5 5 0 1 1-2-4M11 1v3.2H7.8',
  quiet: 'M4 8h8',
  warn: 'M8 2.5L14 13.5H2zM8 7v3M8 11.6v.4',
  bad: 'M4 4l8 8M12 4l-8 8',
};

type InputState = Pick<Summary, 'state' | 'outcome'> & { missingConnector?: boolean };

export function stateOf(input: InputState): { tone: Tone; text: string } {
  if (input.missingConnector) return { tone: 'bad', text: 'Connector missing' };
  if (input.state === 'running') return { tone: 'busy', text: 'Running' };
  if (input.state === 'stopping') return { tone: 'busy', text: 'Stopping' };
  if (input.state === 'waiting') return { tone: 'warn', text: 'Waiting to retry' };
  return outcomes[input.outcome];
}

export function Status({ tone, text }: { tone: Tone; text: string }) {
  return <span className={`status ${tone}`}><Icon tone={tone} />{text}</span>;
}

export function OutcomeStatus({ outcome }: { outcome: Outcome }) {
  return <Status {...outcomes[outcome]} />;
}

export function Icon({ tone }: { tone: Tone }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={shapes[tone]} />
    </svg>
  );
}
