import { count } from '../../parts/format.ts';
import { Table } from '../../parts/Table.tsx';
import { Time } from '../../parts/Time.tsx';
import type { ObjectLeft } from '../../types.ts';

const reasons = { parked: 'Parked, is tried again', archived: 'Archived, must be restored' };

/** Objects that could not be read. */
export function Left({ left }: { left: ObjectLeft[] }) {
  return (
    <section aria-labelledby="left-title">
      <h2 id="left-title">Objects left</h2>
      {left.length === 0 ? <p>None: every object that was listed is read.</p> : (
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
