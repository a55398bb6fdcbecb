import { useEffect, useRef, useState } from 'react';
import { check, preview } from '../../api.ts';
import { announce } from '../../parts/LiveRegion.tsx';
import type { CheckStep, Preview, TrialBody } from '../../types.ts';

export interface TrialState {
  /** What is or was tried. */
  tried: TrialBody | undefined;
  busy: 'check' | 'preview' | undefined;
  steps: CheckStep[] | undefined;
  /** Whether the whole test passed, once it has ended. */
  passed: boolean | undefined;
  preview: Preview | undefined;
  problem: unknown;
}

const nothing: TrialState = {
  tried: undefined,
  busy: undefined,
  steps: undefined,
  passed: undefined,
  preview: undefined,
  problem: undefined,
};

/** Runs a test or a preview, one at a time; another one, or leaving the page, ends it. */
export function useTrial(refused: (problem: unknown) => boolean) {
  const [state, setState] = useState<TrialState>(nothing);
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);

  const run = async (busy: 'check' | 'preview', tried: TrialBody, work: (signal: AbortSignal) => Promise<void>) => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    setState(before => {
      // The test and the preview of one configuration stand beside each other.
      const kept = JSON.stringify(before.tried) === JSON.stringify(tried) ? before : { ...nothing, tried };
      const anew = busy === 'check' ? { steps: [], passed: undefined } : { preview: undefined };
      return { ...kept, ...anew, busy, problem: undefined };
    });
    try {
      await work(own.signal);
    } catch (problem) {
      if (!own.signal.aborted && !refused(problem)) setState(before => ({ ...before, problem }));
    }
    if (running.current === own) setState(before => ({ ...before, busy: undefined }));
  };

  return {
    state,
    check: (body: TrialBody) => void run('check', body, signal => checkSteps(body, signal, setState)),
    preview: (body: TrialBody) => void run('preview', body, async signal => {
      const found = await preview(body, signal);
      setState(before => ({ ...before, preview: found }));
      announce(`Preview: ${found.records.length} records`);
    }),
  };
}

async function checkSteps(
  body: TrialBody, signal: AbortSignal, setState: (change: (before: TrialState) => TrialState) => void,
): Promise<void> {
  let ended = false;
  for await (const { event, data } of check(body, signal)) {
    if (event === 'step') {
      const step = JSON.parse(data) as CheckStep;
      setState(before => ({ ...before, steps: [...before.steps ?? [], step] }));
      announce(`${step.title}: ${step.outcome}`);
    }
    if (event === 'done') {
      ended = true;
      const { passed } = JSON.parse(data) as { passed: boolean };
      setState(before => ({ ...before, passed }));
      announce(passed ? 'The test passed' : 'The test failed');
    }
    if (event === 'fault') {
      const { title, detail } = JSON.parse(data) as { title: string; detail?: string };
      throw new Error(detail ? `${title}: ${detail}` : title);
    }
  }
  if (!ended) throw new Error('The connection was lost before the test ended. Test again.');
}
