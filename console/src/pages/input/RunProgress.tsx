import { bytes, count } from '../../parts/format.ts';
import { Time } from '../../parts/Time.tsx';
import type { Progress } from '../../types.ts';

/** How far the run is that is under way. How much there is to do is known only at its end. */
export function RunProgress({ progress }: { progress: Progress }) {
  return (
    <section aria-labelledby="progress-title">
      <h2 id="progress-title">This run</h2>
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
