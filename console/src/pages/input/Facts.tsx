import { bytes, count, duration } from '../../parts/format.ts';
import { Time } from '../../parts/Time.tsx';
import type { Input } from '../../types.ts';
import { scheduleWords } from '../editor/schedule.ts';

/** What an input has brought in all, when it runs, and its place in the source. */
export function Facts({ input }: { input: Input }) {
  return (
    <section aria-labelledby="facts-title">
      <h2 id="facts-title">In all</h2>
      <dl className="facts large">
        <div><dt>Records</dt><dd>{count(input.records)}</dd></div>
        <div><dt>Objects</dt><dd>{count(input.objects)}</dd></div>
        <div><dt>Bytes</dt><dd>{bytes(input.bytes)}</dd></div>
        <div><dt>Rejected lines</dt><dd>{count(input.rejectedLines)}</dd></div>
        <div><dt>Objects left</dt><dd>{count(input.parked)}</dd></div>
        <div><dt>Lag</dt><dd>{input.lagSeconds === undefined ? 'Not known' : duration(input.lagSeconds)}</dd></div>
      </dl>
      <dl className="lines">
        <div><dt>Connector</dt><dd>{input.connectorName}</dd></div>
        <div><dt>Schedule</dt><dd>{scheduleWords(input.schedule)}</dd></div>
        <div><dt>Last run ended</dt><dd><Time at={input.lastRunEnded} /></dd></div>
        <div><dt>Next run</dt><dd><Time at={input.nextRun} /></dd></div>
        <div>
          <dt>Cursor</dt>
          <dd>{input.cursor ? <><Time at={input.cursor.time} /><br /><code>{input.cursor.key}</code></> : 'None yet'}</dd>
        </div>
      </dl>
    </section>
  );
}
