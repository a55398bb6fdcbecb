import { getRejects } from '../../api.ts';
import { Button } from '../../parts/Button.tsx';
import { Loading, Unloaded } from '../../parts/Loading.tsx';
import { Table } from '../../parts/Table.tsx';
import { useLoaded } from '../../parts/useLoaded.ts';
import type { Input } from '../../types.ts';

/** The newest lines that are no records, with their place and the reason. */
export function Rejects({ input }: { input: Input }) {
  const rejects = useLoaded(() => getRejects(input.id), `${input.id} ${input.lastRunEnded ?? ''}`);
  return (
    <section aria-labelledby="rejects-title">
      <div className="section-head">
        <h2 id="rejects-title">Rejected lines</h2>
        <Button onClick={rejects.reload}>Refresh<span className="unseen"> rejected lines</span></Button>
      </div>
      {rejects.error !== undefined && <Unloaded error={rejects.error} />}
      {!rejects.data && rejects.error === undefined && <Loading />}
      {rejects.data?.length === 0 && <p>{input.objects > 0 ? 'None.' : 'Nothing was read yet.'}</p>}
      {rejects.data && rejects.data.length > 0 && (
        <Table caption="Rejected lines, newest first" heads={['Place', 'Reason', 'Line']}>
          {rejects.data.map(({ place, reason, code, raw }, index) => (
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
