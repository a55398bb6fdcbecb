import { useEffect, useRef, useState } from 'react';
import { previewRecords, testConnection } from '../../api.ts';
import { announce } from '../../parts/LiveRegion.tsx';
import { counted } from '../../parts/format.ts';
import type { CheckStep, Preview, TestRequest } from '../../types.ts';

export interface ConnectionTestState {
  /** The configuration that was last tested or previewed. */
  request: TestRequest | undefined;
  busy: 'check' | 'preview' | undefined;
  steps: CheckStep[] | undefined;
  /** Whether all steps passed. Undefined until the test has ended. */
  passed: boolean | undefined;
  preview: Preview | undefined;
  error: unknown;
}

const initial: ConnectionTestState = {
  request: undefined,
  busy: undefined,
  steps: undefined,
  passed: undefined,
  preview: undefined,
  error: undefined,
};

/** Runs a connection test or a preview. Starting another one or leaving the page cancels the current one. */
export function useConnectionTest(showServerErrors: (error: unknown) => boolean) {
  const [state, setState] = useState<ConnectionTestState>(initial);
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);

  const run = async (
    busy: 'check' | 'preview', request: TestRequest, work: (signal: AbortSignal) => Promise<void>,
  ) => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    setState(before => {
      // The results of a test and of a preview of the same configuration are shown together.
      const kept = JSON.stringify(before.request) === JSON.stringify(request) ? before : { ...initial, request };
      const cleared = busy === 'check' ? { steps: [], passed: undefined } : { preview: undefined };
      return { ...kept, ...cleared, busy, error: undefined };
    });
    try {
      await work(own.signal);
    } catch (error) {
      if (!own.signal.aborted && !showServerErrors(error)) setState(before => ({ ...before, error }));
    }
    if (running.current === own) setState(before => ({ ...before, busy: undefined }));
  };

  return {
    state,
    check: (request: TestRequest) => void run('check', request, signal => checkSteps(request, signal, setState)),
    preview: (request: TestRequest) => void run('preview', request, async signal => {
      const preview = await previewRecords(request, signal);
      setState(before => ({ ...before, preview }));
      announce(`Preview: ${counted(preview.records.length, 'record')}`);
    }),
  };
}

async function checkSteps(
  request: TestRequest,
  signal: AbortSignal,
  setState: (change: (before: ConnectionTestState) => ConnectionTestState) => void,
): Promise<void> {
  let ended = false;
  for await (const { event, data } of testConnection(request, signal)) {
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
  if (!ended) throw new Error('The connection was lost before the test ended. Test the connection again.');
}
