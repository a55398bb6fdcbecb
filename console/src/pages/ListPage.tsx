import { useEffect, useRef } from 'react';
import { eventsPath, getInputs } from '../api.ts';
import { useLive } from '../live.ts';
import { ConnectionLostNotice } from '../parts/ConnectionLostNotice.tsx';
import { bytes, count, duration } from '../parts/format.ts';
import { Link } from '../parts/Link.tsx';
import { announce } from '../parts/LiveRegion.tsx';
import { LoadError, Loading } from '../parts/Loading.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { stateOf, Status } from '../parts/Status.tsx';
import { Time } from '../parts/Time.tsx';
import { useLoaded } from '../parts/useLoaded.ts';
import { pathOf } from '../route.ts';
import type { Summary } from '../types.ts';

/** The page that lists all inputs and their current states. */
export function ListPage({ onSignedOut }: { onSignedOut: () => void }) {
  const first = useLoaded(getInputs, 'inputs');
  const live = useLive<Summary[]>(eventsPath(), 'inputs', onSignedOut);
  const inputs = live.data ?? first.data;
  useStateAnnouncements(inputs);
  return (
    <>
      <PageHeading title="Inputs">
        {inputs && inputs.length > 0 && <Link className="button main" to={pathOf.new}>Add an input</Link>}
      </PageHeading>
      <ConnectionLostNotice disconnected={live.disconnected} />
      {!inputs && (first.error !== undefined ? <LoadError error={first.error} retry={first.reload} /> : <Loading />)}
      {inputs?.length === 0 && <Empty />}
      {inputs && inputs.length > 0 && (
        <ul className="cards">{inputs.map(input => <li key={input.id}><Card input={input} /></li>)}</ul>
      )}
    </>
  );
}

function Empty() {
  return (
    <section className="empty">
      <h2>No inputs yet</h2>
      <p>An input reads one source, once or on a schedule, and writes its contents as records.</p>
      <p>To add an input, enter its settings, test the connection, preview the first ten records, and save.</p>
      <p><Link className="button main" to={pathOf.new}>Add an input</Link></p>
    </section>
  );
}

function Card({ input }: { input: Summary }) {
  return (
    <article className="card">
      <div className="card-head">
        <h2><Link to={pathOf.input(input.id)}>{input.name}</Link></h2>
        <Status {...stateOf(input)} />
      </div>
      <p className="quiet-text">{input.connectorName}</p>
      <dl className="facts">
        <div><dt>Last run</dt><dd>{input.lastRunEnded ? <Time at={input.lastRunEnded} brief /> : 'Never'}</dd></div>
        <div><dt>Next run</dt><dd>{input.nextRun ? <Time at={input.nextRun} brief /> : 'Not scheduled'}</dd></div>
        <div><dt>Records</dt><dd>{count(input.records)}</dd></div>
        <div><dt>Bytes read</dt><dd>{bytes(input.bytes)}</dd></div>
        <div><dt>Lag</dt><dd>{input.lagSeconds === undefined ? 'Unknown' : duration(input.lagSeconds)}</dd></div>
        {input.rejectedLines > 0 && <div><dt>Rejected lines</dt><dd>{count(input.rejectedLines)}</dd></div>}
        {input.parked > 0 && <div><dt>Unread objects</dt><dd>{count(input.parked)}</dd></div>}
      </dl>
      {input.lastError && <p className="card-error"><strong>Last error:</strong> {input.lastError.message}</p>}
    </article>
  );
}

/** Makes screen readers announce the state changes of inputs. */
function useStateAnnouncements(inputs: Summary[] | undefined): void {
  const before = useRef(new Map<string, string>());
  useEffect(() => {
    if (!inputs) return;
    const states = new Map(inputs.map(input => [input.id, stateOf(input).text]));
    const changed = inputs.filter(({ id }) => before.current.has(id) && before.current.get(id) !== states.get(id));
    if (changed.length > 0) announce(changed.map(({ id, name }) => `${name}: ${states.get(id)}`).join('. '));
    before.current = states;
  }, [inputs]);
}
