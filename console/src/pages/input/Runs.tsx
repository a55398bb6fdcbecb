import { bytes, count, duration } from '../../parts/format.ts';
import { ErrorBox } from '../../parts/ErrorBox.tsx';
import { OutcomeStatus } from '../../parts/Status.tsx';
import { Table } from '../../parts/Table.tsx';
import { Time } from '../../parts/Time.tsx';
import type { InputError, Run } from '../../types.ts';

const heads = ['Ended', 'Duration', 'Outcome', 'Records', 'Objects', 'Bytes read', 'Rejected lines'];

/** The recent runs with their messages and errors. */
export function Runs({ runs }: { runs: Run[] }) {
  const errors = distinctErrors(runs);
  const remarks = [...new Set(runs.flatMap(run => run.remarks ?? []))];
  return (
    <section aria-labelledby="runs-title">
      <h2 id="runs-title">Recent runs</h2>
      {runs.length === 0 ? <p>None yet.</p> : (
        <Table caption="Recent runs, newest first" heads={heads} numbers={heads.slice(3)}>
          {runs.map(run => (
            <tr key={run.started}>
              <td>{run.ended ? <Time at={run.ended} brief /> : 'Unknown'}</td>
              <td>{run.ended ? duration((Date.parse(run.ended) - Date.parse(run.started)) / 1000) : 'Unknown'}</td>
              <td><OutcomeStatus outcome={run.outcome} />{run.error && <> <code>{run.error.code}</code></>}</td>
              <td className="number">{count(run.records)}</td>
              <td className="number">{count(run.objects)}</td>
              <td className="number">{bytes(run.bytes)}</td>
              <td className="number">{count(run.rejectedLines)}</td>
            </tr>
          ))}
        </Table>
      )}
      {remarks.length > 0 && (
        <details>
          <summary>Messages of these runs</summary>
          <ul>{remarks.map(remark => <li key={remark}>{remark}</li>)}</ul>
        </details>
      )}
      {errors.length > 0 && (
        <details>
          <summary>Errors of these runs and their remedies</summary>
          {errors.map(error => <ErrorBox key={`${error.code} ${error.message}`} error={error} />)}
        </details>
      )}
    </section>
  );
}

/** The errors of the runs without duplicates. The same error occurs in each run until its cause is fixed. */
function distinctErrors(runs: Run[]): InputError[] {
  const found = new Map<string, InputError>();
  for (const { error } of runs) {
    if (error && !found.has(`${error.code} ${error.message}`)) found.set(`${error.code} ${error.message}`, error);
  }
  return [...found.values()];
}
