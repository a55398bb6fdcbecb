import type { ReactNode } from 'react';
import type { Json, JsonObject } from '../types.ts';

/** A table that scrolls inside its own frame. The frame can be scrolled with the keyboard. */
export function Table({ caption, heads, numbers = [], children }: {
  caption: string;
  heads: string[];
  /** The headings of the columns that contain numbers. */
  numbers?: string[];
  children: ReactNode;
}) {
  return (
    <div className="scroll" role="group" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {heads.map(head => (
              <th key={head} scope="col" className={numbers.includes(head) ? 'number' : undefined}>{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** A table with one row for each record. */
export function RecordTable({ caption, columns, records }: {
  caption: string;
  columns: string[];
  records: JsonObject[];
}) {
  return (
    <Table caption={caption} heads={columns}>
      {records.map((record, index) => (
        <tr key={index}>{columns.map(column => <td key={column}><Value value={record[column]} /></td>)}</tr>
      ))}
    </Table>
  );
}

function Value({ value }: { value: Json | undefined }) {
  if (value === null || value === undefined) return <span className="quiet-text">null</span>;
  return <>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</>;
}

/** The names of all members of the records, in the order in which they first occur. */
export function columnsOf(records: JsonObject[]): string[] {
  return [...new Set(records.flatMap(record => Object.keys(record)))];
}
