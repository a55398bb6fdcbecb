import { focusField } from '../../form/focus.ts';
import { idOf } from '../../form/schema.ts';
import { Button } from '../../parts/Button.tsx';
import { ErrorBox } from '../../parts/ErrorBox.tsx';
import { Unloaded } from '../../parts/Loading.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Status } from '../../parts/Status.tsx';
import { RecordTable, Table } from '../../parts/Table.tsx';
import type { CheckStep, Connector, InputBody, Preview } from '../../types.ts';
import { useTrial } from './useTrial.ts';

interface Props {
  connector: Connector;
  input: string | undefined;
  body: InputBody;
  attempt: () => boolean;
  refused: (problem: unknown) => boolean;
}

/** Tries a configuration before it is saved: a test of the connection, and the first records. */
export function Trial({ connector, input, body, attempt, refused }: Props) {
  const trial = useTrial(refused);
  const { state } = trial;
  const { settings, secrets } = body;
  const tried = { connector: connector.id, settings, secrets, input };
  const old = state.tried !== undefined && JSON.stringify(state.tried) !== JSON.stringify(tried);
  return (
    <section className="trial" aria-labelledby="trial-title">
      <h2 id="trial-title">Try it</h2>
      <p className="help">Neither saves anything.</p>
      <div className="actions">
        <Button unavailable={state.busy === 'check'} onClick={() => attempt() && trial.check(tried)}>Test connection</Button>
        <Button unavailable={state.busy === 'preview'} onClick={() => attempt() && trial.preview(tried)}>Preview records</Button>
      </div>
      {old && <p className="notice warn">The configuration was changed since. Try it again.</p>}
      {state.steps && <Steps connector={connector} steps={state.steps} busy={state.busy === 'check'} />}
      {state.passed !== undefined && (
        <Notice tone={state.passed ? 'good' : 'bad'} title={state.passed ? 'The test passed' : 'The test failed'} />
      )}
      {state.busy === 'preview' && <p className="quiet-text">Reading the first records…</p>}
      {state.preview && <PreviewTable preview={state.preview} />}
      {state.problem !== undefined && <Unloaded error={state.problem} />}
    </section>
  );
}

const outcomes = {
  passed: { tone: 'good', words: 'Passed' },
  failed: { tone: 'bad', words: 'Failed' },
  skipped: { tone: 'quiet', words: 'Skipped' },
} as const;

/** The steps of a test: those that ended with what they found, the others by their names. */
function Steps({ connector, steps, busy }: { connector: Connector; steps: CheckStep[]; busy: boolean }) {
  const waiting = busy ? connector.check.filter(({ id }) => !steps.some(step => step.id === id)) : [];
  return (
    <ol className="steps" aria-label="Steps of the test">
      {steps.map(step => (
        <li key={step.id}>
          <p className="step-head"><Status {...outcomes[step.outcome]} /><strong>{step.title}</strong></p>
          {step.message && step.message !== step.error?.message && <p>{step.message}</p>}
          {step.error && <ErrorBox error={step.error} />}
          {step.error?.pointer && <ToField pointer={step.error.pointer} />}
        </li>
      ))}
      {waiting.map(({ id, title }, index) => (
        <li key={id}>
          <p className="step-head">
            <Status {...index === 0 ? { tone: 'busy', words: 'Running' } : { tone: 'quiet', words: 'To come' }} />{title}
          </p>
        </li>
      ))}
    </ol>
  );
}

function ToField({ pointer }: { pointer: string }) {
  const id = idOf(pointer);
  if (!document.getElementById(id)) return null;
  return <p><Button onClick={() => focusField(id)}>Go to the field</Button></p>;
}

function PreviewTable({ preview }: { preview: Preview }) {
  const { columns, records, rejected, remarks } = preview;
  return (
    <>
      <h3>First records</h3>
      {records.length > 0
        ? <RecordTable caption="First records" columns={columns} records={records} />
        : <p>No records were found.</p>}
      {remarks.length > 0 && <ul>{remarks.map((remark, index) => <li key={index}>{remark}</li>)}</ul>}
      {rejected.length > 0 && (
        <>
          <h3>Rejected lines</h3>
          <Table caption="Rejected lines of the preview" heads={['Place', 'Reason']}>
            {rejected.map(({ place, reason }, index) => <tr key={index}><td>{place}</td><td>{reason}</td></tr>)}
          </Table>
        </>
      )}
    </>
  );
}
