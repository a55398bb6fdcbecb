import { downloadPath, getRecords } from '../../api.ts';
import { Button } from '../../parts/Button.tsx';
import { LoadError, Loading } from '../../parts/Loading.tsx';
import { columnsOf, RecordTable } from '../../parts/Table.tsx';
import { useLoaded } from '../../parts/useLoaded.ts';
import type { Input } from '../../types.ts';

/** The newest records, with a link to download them. */
export function Records({ input }: { input: Input }) {
  const recent = useLoaded(() => getRecords(input.id), `${input.id} ${input.lastRunEnded ?? ''}`);
  const records = recent.data?.records ?? [];
  return (
    <section aria-labelledby="records-title">
      <div className="section-head">
        <h2 id="records-title">Recent records</h2>
        <Button onClick={recent.reload}>Refresh<span className="visually-hidden"> recent records</span></Button>
        {records.length > 0 && <a className="button" href={downloadPath(input.id)} download>Download recent records</a>}
      </div>
      {recent.error !== undefined && <LoadError error={recent.error} />}
      {!recent.data && recent.error === undefined && <Loading />}
      {recent.data && records.length === 0 && <p>None yet.</p>}
      {records.length > 0 && (
        <RecordTable caption="Recent records, newest last" columns={columnsOf(records)} records={records} />
      )}
    </section>
  );
}
