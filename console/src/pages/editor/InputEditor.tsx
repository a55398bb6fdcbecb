import { useState, type FormEvent } from 'react';
import { ConfigForm } from '../../form/ConfigForm.tsx';
import { ErrorSummary } from '../../form/ErrorSummary.tsx';
import { Button } from '../../parts/Button.tsx';
import { describedBy, Field } from '../../parts/Field.tsx';
import { Link } from '../../parts/Link.tsx';
import { Unloaded } from '../../parts/Loading.tsx';
import type { Connector, Input, InputBody } from '../../types.ts';
import { isOfConfig } from './draft.ts';
import { ScheduleField } from './ScheduleField.tsx';
import { Trial } from './Trial.tsx';
import { useEditor } from './useEditor.ts';

interface Props {
  connector: Connector;
  /** The input that is changed; none for a new one. */
  input?: Input;
  cancelTo: string;
  save: (body: InputBody) => Promise<void>;
}

/** The form of an input: its name, its configuration and its schedule, with a test and a preview before it is saved. */
export function InputEditor({ connector, input, cancelTo, save }: Props) {
  const editor = useEditor(connector, input);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const nameFault = editor.faults.find(({ pointer }) => pointer === '/name')?.message;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || !editor.attempt(true)) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await save(editor.body);
    } catch (error) {
      if (!editor.refused(error)) setProblem(error);
      setBusy(false);
    }
  };
  return (
    <form className="narrow" noValidate autoComplete="off" onSubmit={event => void submit(event)}>
      <ErrorSummary faults={editor.faults} attempt={editor.attempts} />
      <Field id="name" label="Name" help={nameHelp} fault={nameFault} required>
        <input
          id="name"
          required
          value={editor.draft.name}
          aria-invalid={nameFault ? true : undefined}
          aria-describedby={describedBy('name', nameHelp, nameFault)}
          onChange={event => editor.setName(event.target.value)}
        />
      </Field>
      <ConfigForm
        context={editor.context}
        shown={editor.shown}
        data={editor.data}
        faults={editor.faults.filter(isOfConfig)}
        onChange={editor.setData}
      />
      <ScheduleField draft={editor.draft.schedule} faults={editor.faults} onChange={editor.setSchedule} />
      <Trial connector={connector} input={input?.id} body={editor.body} attempt={() => editor.attempt(false)} refused={editor.refused} />
      {problem !== undefined && <Unloaded error={problem} />}
      <div className="actions">
        <Button type="submit" look="main" unavailable={busy}>Save</Button>
        <Link className="button" to={cancelTo}>Cancel</Link>
      </div>
    </form>
  );
}

const nameHelp = 'What this input is called in the list.';
