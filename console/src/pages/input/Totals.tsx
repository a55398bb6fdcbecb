import { bytes, count, duration } from '../../parts/format.ts';
import { Time } from '../../parts/Time.tsx';
import type { Input } from '../../types.ts';
import { scheduleText } from '../editor/schedule.ts';

/** The totals of an input over all its runs, its schedule, and the newest object that it has read. */
export function Totals({ input }: { input: Input }) {
  return (
    <section aria-labelledby="totals-title">
      <h2 id="totals-title">Totals</h2>
      <dl className="facts large">
        <div><dt>Records</dt><dd>{count(input.records)}</dd></div>
        <div><dt>Objects</dt><dd>{count(input.objects)}</dd></div>
        <div><dt>Bytes</dt><dd>{bytes(input.bytes)}</dd></div>
        <div><dt>Rejected lines</dt><dd>{count(input.rejectedLines)}</dd></div>
        <div><dt>Unread objects</dt><dd>{count(input.parked)}</dd></div>
        <div><dt>Lag</dt><dd>{input.lagSeconds === undefined ? 'Unknown' : duration(input.lagSeconds)}</dd></div>
      </dl>
      <dl className="lines">
        <div><dt>Connector</dt><dd>{input.connectorName}</dd></div>
        {input.format !== 'native' && <div><dt>Format</dt><dd>{input.format}</dd></div>}
        <div><dt>Schedule</dt><dd>{scheduleText(input.schedule)}</dd></div>
        <div><dt>Last run ended</dt><dd><Time at={input.lastRunEnded} /></dd></div>
        <div><dt>Next run</dt><dd><Time at={input.nextRun} /></dd></div>
        <div>
          <dt>Newest object</dt>
          <dd>
            {input.cursor ? <><Time at={input.cursor.time} /><br /><code>{input.cursor.key}</code></> : 'None yet'}
          </dd>
        </div>
      </dl>
    </section>
  );
}
