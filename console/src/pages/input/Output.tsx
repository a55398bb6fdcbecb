import { bytes } from '../../parts/format.ts';
import { Table } from '../../parts/Table.tsx';
import type { Input } from '../../types.ts';

/** The folder and files to which the records are written. */
export function Output({ output }: { output: Input['output'] }) {
  return (
    <section aria-labelledby="output-title">
      <h2 id="output-title">Output</h2>
      <p>Folder: <code>{output.folder}</code></p>
      {output.files.length > 0 && (
        <Table caption="Files of the output" heads={['File', 'Size']} numbers={['Size']}>
          {output.files.map(({ name, bytes: size }) => (
            <tr key={name}><td><code>{name}</code></td><td className="number">{bytes(size)}</td></tr>
          ))}
        </Table>
      )}
    </section>
  );
}
