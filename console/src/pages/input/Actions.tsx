import { useState } from 'react';
import { deleteInput, giveUpFull, runInput, stopInput } from '../../api.ts';
import { Button } from '../../parts/Button.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { Link } from '../../parts/Link.tsx';
import { announce } from '../../parts/LiveRegion.tsx';
import { Unloaded } from '../../parts/Loading.tsx';
import { navigate, pathOf } from '../../route.ts';
import type { Input } from '../../types.ts';

/** What can be done with an input. What cannot be undone is asked about first. */
export function Actions({ input }: { input: Input }) {
  const [asked, setAsked] = useState<'full' | 'delete'>();
  const [problem, setProblem] = useState<unknown>();
  const runs = input.state === 'running' || input.state === 'stopping';
  const act = async (work: () => Promise<void>, told: string) => {
    setProblem(undefined);
    setAsked(undefined);
    try {
      await work();
      announce(told);
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <>
      <div className="actions">
        <Button look="main" unavailable={runs || input.missingConnector} onClick={() => void act(() => runInput(input.id, false), 'Run asked for')}>
          Run now
        </Button>
        <Button unavailable={input.state !== 'running'} onClick={() => void act(() => stopInput(input.id), 'Stop asked for')}>Stop</Button>
        <Link className="button" to={pathOf.edit(input.id)}>Edit</Link>
        <Button unavailable={runs || input.missingConnector} onClick={() => setAsked('full')}>Full re-sync…</Button>
        <Button look="danger" onClick={() => setAsked('delete')}>Delete…</Button>
      </div>
      {problem !== undefined && <Unloaded error={problem} />}
      {asked === 'full' && (
        <Dialog
          title="Read everything again?"
          confirm="Start full re-sync"
          onCancel={() => setAsked(undefined)}
          onConfirm={() => void act(() => runInput(input.id, true), 'Full re-sync asked for')}
        >
          <p>Everything is read again from the start into a new folder.</p>
          <p>The present records stay until it has caught up, and then are removed. Until then there is room needed for both.</p>
          {input.full && <p>The full re-sync that was not finished is begun anew. To go on with it, run the input now.</p>}
        </Dialog>
      )}
      {asked === 'delete' && (
        <Delete
          input={input}
          onCancel={() => setAsked(undefined)}
          onConfirm={records => void act(async () => {
            await deleteInput(input.id, records);
            navigate(pathOf.list);
          }, `${input.name} deleted`)}
        />
      )}
    </>
  );
}

/** Ends a full re-sync that was stopped or failed. */
export function GiveUpFull({ id }: { id: string }) {
  const [problem, setProblem] = useState<unknown>();
  const giveUp = () => giveUpFull(id).then(() => announce('Full re-sync given up'), setProblem);
  return (
    <>
      <p>It goes on with the next run. Given up, its folder is removed, and the next run reads what is new.</p>
      <Button onClick={() => void giveUp()}>Give up the re-sync</Button>
      {problem !== undefined && <Unloaded error={problem} />}
    </>
  );
}

function Delete({ input, onConfirm, onCancel }: { input: Input; onConfirm: (records: boolean) => void; onCancel: () => void }) {
  const [records, setRecords] = useState(false);
  return (
    <Dialog title={`Delete ${input.name}?`} confirm="Delete" danger onCancel={onCancel} onConfirm={() => onConfirm(records)}>
      <p>Its settings, its secrets and its place are removed. The source stays as it is.</p>
      <p>Records that are kept stay in <code>{input.output.folder}</code>.</p>
      <div className="option">
        <input type="checkbox" id="delete_records" checked={records} onChange={event => setRecords(event.target.checked)} />
        <label htmlFor="delete_records">Delete the records that it wrote too</label>
      </div>
    </Dialog>
  );
}
