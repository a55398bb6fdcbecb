import type { Outcome, Summary } from '../types.ts';

type Tone = 'good' | 'busy' | 'quiet' | 'warn' | 'bad';

const outcomes: Record<Outcome, { tone: Tone; words: string }> = {
  never: { tone: 'quiet', words: 'Not run yet' },
  done: { tone: 'good', words: 'Up to date' },
  objectsleft: { tone: 'warn', words: 'Done, objects are left' },
  stopped: { tone: 'quiet', words: 'Stopped' },
  failed: { tone: 'bad', words: 'Failed' },
  interrupted: { tone: 'warn', words: 'Interrupted' },
};

// Told apart by their shapes, for those who do not see the colours.
const shapes: Record<Tone, string> = {
  good: 'M3.5 8.5l3 3 6-7',
  busy: 'M13 8a5 5 0 1 1-2-4M11 1v3.2H7.8',
  quiet: 'M4 8h8',
  warn: 'M8 2.5L14 13.5H2zM8 7v3M8 11.6v.4',
  bad: 'M4 4l8 8M12 4l-8 8',
};

export const outcomeWords = (outcome: Outcome) => outcomes[outcome].words;

export function stateOf(input: Pick<Summary, 'state' | 'outcome'> & { missingConnector?: boolean }): { tone: Tone; words: string } {
  if (input.missingConnector) return { tone: 'bad', words: 'Connector missing' };
  if (input.state === 'running') return { tone: 'busy', words: 'Running' };
  if (input.state === 'stopping') return { tone: 'busy', words: 'Stopping' };
  if (input.state === 'waiting') return { tone: 'warn', words: 'Waiting to try again' };
  return outcomes[input.outcome];
}

export function Status({ tone, words }: { tone: Tone; words: string }) {
  return <span className={`status ${tone}`}><Icon tone={tone} />{words}</span>;
}

export function OutcomeStatus({ outcome }: { outcome: Outcome }) {
  return <Status {...outcomes[outcome]} />;
}

export function Icon({ tone }: { tone: Tone }) {
  return <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d={shapes[tone]} /></svg>;
}
