import { useEffect, useRef } from 'react';
import { eventsPath, getInput } from '../api.ts';
import { useLive } from '../live.ts';
import { Chart } from '../parts/Chart.tsx';
import { ErrorBox } from '../parts/ErrorBox.tsx';
import { announce } from '../parts/LiveRegion.tsx';
import { Loading, Unloaded } from '../parts/Loading.tsx';
import { Lost } from '../parts/Lost.tsx';
import { Notice } from '../parts/Notice.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { stateOf, Status } from '../parts/Status.tsx';
import { useLoaded } from '../parts/useLoaded.ts';
import type { Input } from '../types.ts';
import { Actions, GiveUpFull } from './input/Actions.tsx';
import { Facts } from './input/Facts.tsx';
import { Left } from './input/Left.tsx';
import { Output } from './input/Output.tsx';
import { Records } from './input/Records.tsx';
import { Rejects } from './input/Rejects.tsx';
import { RunProgress } from './input/RunProgress.tsx';
import { Runs } from './input/Runs.tsx';

/** One input: what it does, what came of it, and what can be done with it. */
export function InputPage({ id, onSignedOut }: { id: string; onSignedOut: () => void }) {
  const first = useLoaded(() => getInput(id), id);
  const live = useLive<Input>(first.data && eventsPath(id), 'input', onSignedOut);
  const input = live.data ?? first.data;
  useStateTold(input);
  if (!input) {
    return (
      <>
        <PageHeading title="Input" />
        {first.error !== undefined ? <Unloaded error={first.error} again={first.reload} /> : <Loading />}
      </>
    );
  }
  return (
    <>
      <PageHeading title={input.name}><Status {...stateOf(input)} /></PageHeading>
      {live.gone
        ? <Notice tone="warn" title="Deleted"><p>This input was deleted elsewhere. What is shown is the last that was known of it.</p></Notice>
        : <Lost lost={live.lost} />}
      <Actions input={input} />
      {input.missingConnector && (
        <Notice tone="bad" title="Connector missing">
          <p>Put the connector <code>{input.connector}</code> back into the server's plugins folder and start the server again.</p>
        </Notice>
      )}
      {input.full && (
        <Notice tone="warn" title={input.progress ? 'Full re-sync under way' : 'Full re-sync not finished'}>
          <p>Everything is read again into a new folder. The records before it stay until it has caught up.</p>
          {!input.progress && <GiveUpFull id={input.id} />}
        </Notice>
      )}
      {input.lastError && <ErrorBox error={input.lastError} heading="Last error" />}
      {input.progress && <RunProgress progress={input.progress} />}
      <Facts input={input} />
      <section aria-labelledby="chart-title">
        <h2 id="chart-title">Records per minute</h2>
        <Chart chart={input.chart} />
      </section>
      <Left input={input} />
      <Rejects input={input} />
      <Runs runs={input.lastRuns} />
      <Records input={input} />
      <Output output={input.output} />
    </>
  );
}

/** Has it read out when the input comes into another state. */
function useStateTold(input: Input | undefined): void {
  const before = useRef<string>(undefined);
  const words = input && stateOf(input).words;
  useEffect(() => {
    if (before.current !== undefined && words !== undefined && before.current !== words) announce(words);
    before.current = words;
  }, [words]);
}
