import { useState, type FormEvent } from 'react';
import { ConfigForm } from '../../form/ConfigForm.tsx';
import { ErrorSummary } from '../../form/ErrorSummary.tsx';
import { Button } from '../../parts/Button.tsx';
import { describedBy, Field } from '../../parts/Field.tsx';
import { Link } from '../../parts/Link.tsx';
import { LoadError } from '../../parts/Loading.tsx';
import type { Connector, Input, InputBody } from '../../types.ts';
import { ConnectionTestPanel } from './ConnectionTestPanel.tsx';
import { isOfConfig } from './draft.ts';
import { FormatField } from './FormatField.tsx';
import { ScheduleField } from './ScheduleField.tsx';
import { useEditor } from './useEditor.ts';

interface Props {
  connector: Connector;
  /** The existing input, or undefined for a new one. */
  input?: Input;
  cancelTo: string;
  save: (body: InputBody) => Promise<void>;
}

/** The form of an input: its name, configuration, and schedule, with a connection test and a preview. */
export function InputEditor({ connector, input, cancelTo, save }: Props) {
  const editor = useEditor(connector, input);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const nameError = editor.errors.find(({ pointer }) => pointer === '/name')?.message;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || !editor.validate(true)) return;
    setBusy(true);
    setError(undefined);
    try {
      await save(editor.body);
    } catch (failure) {
      if (!editor.showServerErrors(failure)) setError(failure);
      setBusy(false);
    }
  };
  return (
    <form className="narrow" noValidate autoComplete="off" onSubmit={event => void submit(event)}>
      <ErrorSummary errors={editor.errors} attempt={editor.attempts} />
      <Field id="name" label="Name" help={nameHelp} error={nameError} required>
        <input
          id="name"
          required
          value={editor.draft.name}
          aria-invalid={nameError ? true : undefined}
          aria-describedby={describedBy('name', nameHelp, nameError)}
          onChange={event => editor.setName(event.target.value)}
        />
      </Field>
      <ConfigForm
        context={editor.context}
        shown={editor.shown}
        data={editor.data}
        errors={editor.errors.filter(isOfConfig)}
        onChange={editor.setData}
      />
      <FormatField
        formats={connector.formats}
        selected={editor.draft.format}
        stored={input?.format}
        error={editor.errors.find(({ pointer }) => pointer === '/format')?.message}
        onChange={editor.setFormat}
      />
      <ScheduleField draft={editor.draft.schedule} errors={editor.errors} onChange={editor.setSchedule} />
      <ConnectionTestPanel
        connector={connector}
        input={input?.id}
        body={editor.body}
        validate={() => editor.validate(false)}
        showServerErrors={editor.showServerErrors}
      />
      {error !== undefined && <LoadError error={error} />}
      <div className="actions">
        <Button type="submit" look="main" unavailable={busy}>Save</Button>
        <Link className="button" to={cancelTo}>Cancel</Link>
      </div>
    </form>
  );
}

const nameHelp = 'The name of the input in the list of inputs.';
