import { useState } from 'react';
import { cancelFullResync, deleteInput, runInput, stopInput } from '../../api.ts';
import { Button } from '../../parts/Button.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { Link } from '../../parts/Link.tsx';
import { announce } from '../../parts/LiveRegion.tsx';
import { LoadError } from '../../parts/Loading.tsx';
import { navigate, pathOf } from '../../route.ts';
import type { Input } from '../../types.ts';

/** The actions on an input. An action that cannot be undone must be confirmed. */
export function Actions({ input }: { input: Input }) {
  const [dialog, setDialog] = useState<'full' | 'delete'>();
  const [error, setError] = useState<unknown>();
  const isRunning = input.state === 'running' || input.state === 'stopping';
  const canRun = !isRunning && !input.missingConnector;
  const act = async (work: () => Promise<void>, message: string) => {
    setError(undefined);
    setDialog(undefined);
    try {
      await work();
      announce(message);
    } catch (failure) {
      setError(failure);
    }
  };
  const run = () => void act(() => runInput(input.id, false), 'Run requested');
  const stop = () => void act(() => stopInput(input.id), 'Stop requested');
  return (
    <>
      <div className="actions">
        <Button look="main" unavailable={!canRun} onClick={run}>Run now</Button>
        <Button unavailable={input.state !== 'running'} onClick={stop}>Stop</Button>
        <Link className="button" to={pathOf.edit(input.id)}>Edit</Link>
        <Button unavailable={!canRun} onClick={() => setDialog('full')}>Full re-sync…</Button>
        <Button look="danger" onClick={() => setDialog('delete')}>Delete…</Button>
      </div>
      {error !== undefined && <LoadError error={error} />}
      {dialog === 'full' && (
        <Dialog
          title="Start a full re-sync?"
          confirm="Start full re-sync"
          onCancel={() => setDialog(undefined)}
          onConfirm={() => void act(() => runInput(input.id, true), 'Full re-sync requested')}
        >
          <p>A full re-sync reads all objects again, from the start, into a new folder.</p>
          <p>
            The current records are removed when the re-sync is complete. Until then, the disk must have space for both.
          </p>
          {input.full && (
            <p>The incomplete full re-sync starts again from the start. To resume it instead, choose Run now.</p>
          )}
        </Dialog>
      )}
      {dialog === 'delete' && (
        <DeleteDialog
          input={input}
          onCancel={() => setDialog(undefined)}
          onConfirm={records => void act(async () => {
            await deleteInput(input.id, records);
            navigate(pathOf.list);
          }, `${input.name} deleted`)}
        />
      )}
    </>
  );
}

/** Cancels a full re-sync that was stopped or failed. */
export function CancelFullResync({ id }: { id: string }) {
  const [error, setError] = useState<unknown>();
  const cancel = () => cancelFullResync(id).then(() => announce('Full re-sync canceled'), setError);
  return (
    <>
      <p>
        The next run resumes the full re-sync. If you cancel it, its folder is removed, and the next run reads only what
        is new.
      </p>
      <Button onClick={() => void cancel()}>Cancel full re-sync</Button>
      {error !== undefined && <LoadError error={error} />}
    </>
  );
}

interface DeleteDialogProps {
  input: Input;
  onConfirm: (records: boolean) => void;
  onCancel: () => void;
}

function DeleteDialog({ input, onConfirm, onCancel }: DeleteDialogProps) {
  const [records, setRecords] = useState(false);
  return (
    <Dialog
      title={`Delete ${input.name}?`}
      confirm="Delete"
      danger
      onCancel={onCancel}
      onConfirm={() => onConfirm(records)}
    >
      <p>The settings, secrets, and checkpoint of this input are deleted. The source is not changed.</p>
      <p>Records that you keep stay in <code>{input.output.folder}</code>.</p>
      <div className="option">
        <input
          type="checkbox"
          id="delete_records"
          checked={records}
          onChange={event => setRecords(event.target.checked)}
        />
        <label htmlFor="delete_records">Also delete the records of this input</label>
      </div>
    </Dialog>
  );
}
