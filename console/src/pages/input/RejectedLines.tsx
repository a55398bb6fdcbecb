import { getRejectedLines } from '../../api.ts';
import { Button } from '../../parts/Button.tsx';
import { LoadError, Loading } from '../../parts/Loading.tsx';
import { Table } from '../../parts/Table.tsx';
import { useLoaded } from '../../parts/useLoaded.ts';
import type { Input } from '../../types.ts';

/** The newest rejected lines with their locations and reasons. */
export function RejectedLines({ input }: { input: Input }) {
  const lines = useLoaded(() => getRejectedLines(input.id), `${input.id} ${input.lastRunEnded ?? ''}`);
  return (
    <section aria-labelledby="rejects-title">
      <div className="section-head">
        <h2 id="rejects-title">Rejected lines</h2>
        <Button onClick={lines.reload}>Refresh<span className="visually-hidden"> rejected lines</span></Button>
      </div>
      {lines.error !== undefined && <LoadError error={lines.error} />}
      {!lines.data && lines.error === undefined && <Loading />}
      {lines.data?.length === 0 && <p>{input.objects > 0 ? 'None.' : 'No objects have been read yet.'}</p>}
      {lines.data && lines.data.length > 0 && (
        <Table caption="Rejected lines, newest first" heads={['Location', 'Reason', 'Line']}>
          {lines.data.map(({ place, reason, code, raw }, index) => (
            <tr key={index}>
              <td className="long"><code>{place}</code></td>
              <td className="long">{reason} <code>{code}</code></td>
              <td className="long"><code>{raw}</code></td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
