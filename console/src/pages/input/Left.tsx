import { count } from '../../parts/format.ts';
import { Table } from '../../parts/Table.tsx';
import { Time } from '../../parts/Time.tsx';
import type { Input } from '../../types.ts';

const reasons = { parked: 'Parked, is tried again', archived: 'Archived, must be restored' };

/** Objects that could not be read. */
export function Left({ input: { left, parked, objects } }: { input: Input }) {
  return (
    <section aria-labelledby="left-title">
      <h2 id="left-title">Objects left</h2>
      {left.length < parked && <p>The first {count(left.length)} of {count(parked)}.</p>}
      {left.length === 0 ? <p>{objects > 0 ? 'None.' : 'Nothing was read yet.'}</p> : (
        <Table caption="Objects left" heads={['Object', 'State', 'Reason', 'Attempts', 'Next try']} numbers={['Attempts']}>
          {left.map(({ object, version, reason, message, code, attempts, nextTry }) => (
            <tr key={`${object} ${version ?? ''}`}>
              <td className="long"><code>{object}</code></td>
              <td>{reasons[reason]}</td>
              <td className="long">{message}{code && <> <code>{code}</code></>}</td>
              <td className="number">{count(attempts)}</td>
              <td>{nextTry ? <Time at={nextTry} brief /> : 'None'}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
