import { count } from '../../parts/format.ts';
import { Table } from '../../parts/Table.tsx';
import { Time } from '../../parts/Time.tsx';
import type { Input } from '../../types.ts';

const states = { parked: 'Failed, will be retried', archived: 'Archived, needs a restore' };
const heads = ['Object', 'State', 'Reason', 'Attempts', 'Next retry'];

/** The objects that could not be read. */
export function UnreadObjects({ input: { left: unread, parked, objects } }: { input: Input }) {
  return (
    <section aria-labelledby="unread-title">
      <h2 id="unread-title">Unread objects</h2>
      {unread.length < parked && <p>The first {count(unread.length)} of {count(parked)}.</p>}
      {unread.length === 0 ? <p>{objects > 0 ? 'None.' : 'No objects have been read yet.'}</p> : (
        <Table caption="Unread objects" heads={heads} numbers={['Attempts']}>
          {unread.map(({ object, version, reason, message, code, attempts, nextTry }) => (
            <tr key={`${object} ${version ?? ''}`}>
              <td className="long"><code>{object}</code></td>
              <td>{states[reason]}</td>
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
