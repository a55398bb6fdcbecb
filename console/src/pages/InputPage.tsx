import { useEffect, useRef } from 'react';
import { eventsPath, getInput } from '../api.ts';
import { useLive } from '../live.ts';
import { Chart } from '../parts/Chart.tsx';
import { ConnectionLostNotice } from '../parts/ConnectionLostNotice.tsx';
import { ErrorBox } from '../parts/ErrorBox.tsx';
import { announce } from '../parts/LiveRegion.tsx';
import { LoadError, Loading } from '../parts/Loading.tsx';
import { Notice } from '../parts/Notice.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { stateOf, Status } from '../parts/Status.tsx';
import { useLoaded } from '../parts/useLoaded.ts';
import type { Input } from '../types.ts';
import { Actions, CancelFullResync } from './input/Actions.tsx';
import { Output } from './input/Output.tsx';
import { Records } from './input/Records.tsx';
import { RejectedLines } from './input/RejectedLines.tsx';
import { RunProgress } from './input/RunProgress.tsx';
import { Runs } from './input/Runs.tsx';
import { Totals } from './input/Totals.tsx';
import { UnreadObjects } from './input/UnreadObjects.tsx';

/** The page of one input: its state, results, and actions. */
export function InputPage({ id, onSignedOut }: { id: string; onSignedOut: () => void }) {
  const first = useLoaded(() => getInput(id), id);
  const live = useLive<Input>(first.data && eventsPath(id), 'input', onSignedOut);
  const input = live.data ?? first.data;
  useStateAnnouncements(input);
  if (!input) {
    return (
      <>
        <PageHeading title="Input" />
        {first.error !== undefined ? <LoadError error={first.error} retry={first.reload} /> : <Loading />}
      </>
    );
  }
  return (
    <>
      <PageHeading title={input.name}><Status {...stateOf(input)} /></PageHeading>
      {live.deleted ? (
        <Notice tone="warn" title="Deleted">
          <p>This input was deleted. This page shows its last known state.</p>
        </Notice>
      ) : <ConnectionLostNotice disconnected={live.disconnected} />}
      <Actions input={input} />
      {input.missingConnector && (
        <Notice tone="bad" title="Connector missing">
          <p>
            Restore the connector <code>{input.connector}</code> in the server's plugins folder, and then restart the
            server.
          </p>
        </Notice>
      )}
      {input.full && (
        <Notice tone="warn" title={input.progress ? 'Full re-sync in progress' : 'Full re-sync incomplete'}>
          <p>All objects are read again into a new folder. The current records stay until the re-sync is complete.</p>
          {!input.progress && <CancelFullResync id={input.id} />}
        </Notice>
      )}
      {input.lastError && <ErrorBox error={input.lastError} heading="Last error" />}
      {input.progress && <RunProgress progress={input.progress} />}
      <Totals input={input} />
      <section aria-labelledby="chart-title">
        <h2 id="chart-title">Records per minute</h2>
        <Chart chart={input.chart} />
      </section>
      <UnreadObjects input={input} />
      <RejectedLines input={input} />
      <Runs runs={input.lastRuns} />
      <Records input={input} />
      <Output output={input.output} />
    </>
  );
}

/** Makes screen readers announce the state changes of the input. */
function useStateAnnouncements(input: Input | undefined): void {
  const before = useRef<string>(undefined);
  const state = input && stateOf(input).text;
  useEffect(() => {
    if (before.current !== undefined && state !== undefined && before.current !== state) announce(state);
    before.current = state;
  }, [state]);
}
