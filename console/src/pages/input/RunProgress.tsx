import { bytes, count } from '../../parts/format.ts';
import { Time } from '../../parts/Time.tsx';
import type { Progress } from '../../types.ts';

/** The progress of the current run. The total number of objects is known only at its end, so there is no percentage. */
export function RunProgress({ progress }: { progress: Progress }) {
  return (
    <section aria-labelledby="progress-title">
      <h2 id="progress-title">Current run</h2>
      <div className="running" aria-hidden="true" />
      {progress.text && <p>{progress.text}</p>}
      <dl className="facts large">
        <div><dt>Records</dt><dd>{count(progress.records)}</dd></div>
        <div><dt>Objects read</dt><dd>{count(progress.objects)}</dd></div>
        <div><dt>Objects listed</dt><dd>{count(progress.listed)}</dd></div>
        <div><dt>Bytes listed</dt><dd>{bytes(progress.listedBytes)}</dd></div>
        <div><dt>Bytes read</dt><dd>{bytes(progress.bytes)}</dd></div>
        <div><dt>Rejected lines</dt><dd>{count(progress.rejectedLines)}</dd></div>
        <div><dt>Started</dt><dd><Time at={progress.started} brief /></dd></div>
      </dl>
    </section>
  );
}
