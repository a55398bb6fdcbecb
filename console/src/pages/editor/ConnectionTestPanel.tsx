import { focusField } from '../../form/focus.ts';
import { idOf } from '../../form/schema.ts';
import { Button } from '../../parts/Button.tsx';
import { ErrorBox } from '../../parts/ErrorBox.tsx';
import { LoadError } from '../../parts/Loading.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Status } from '../../parts/Status.tsx';
import { RecordTable, Table } from '../../parts/Table.tsx';
import type { CheckStep, Connector, InputBody, Preview } from '../../types.ts';
import { useConnectionTest } from './useConnectionTest.ts';

interface Props {
  connector: Connector;
  input: string | undefined;
  body: InputBody;
  validate: () => boolean;
  showServerErrors: (error: unknown) => boolean;
}

/** Tests the connection of a configuration and shows its first records, before the configuration is saved. */
export function ConnectionTestPanel({ connector, input, body, validate, showServerErrors }: Props) {
  const test = useConnectionTest(showServerErrors);
  const { state } = test;
  const { settings, secrets, format } = body;
  const request = { connector: connector.id, settings, secrets, format, input };
  const isOutdated = state.request !== undefined && JSON.stringify(state.request) !== JSON.stringify(request);
  return (
    <section className="connection-test" aria-labelledby="connection-test-title">
      <h2 id="connection-test-title">Test and preview</h2>
      <p className="help">Testing and previewing do not save the input.</p>
      <div className="actions">
        <Button unavailable={state.busy === 'check'} onClick={() => validate() && test.check(request)}>
          Test connection
        </Button>
        <Button unavailable={state.busy === 'preview'} onClick={() => validate() && test.preview(request)}>
          Preview records
        </Button>
      </div>
      {isOutdated && <p className="notice warn">The configuration has changed. Test it again.</p>}
      {state.steps && <Steps connector={connector} steps={state.steps} busy={state.busy === 'check'} />}
      {state.passed !== undefined && (
        <Notice tone={state.passed ? 'good' : 'bad'} title={state.passed ? 'The test passed' : 'The test failed'} />
      )}
      {state.busy === 'preview' && <p className="quiet-text">Reading the first records…</p>}
      {state.preview && <PreviewTable preview={state.preview} />}
      {state.error !== undefined && <LoadError error={state.error} />}
    </section>
  );
}

const outcomes = {
  passed: { tone: 'good', text: 'Passed' },
  failed: { tone: 'bad', text: 'Failed' },
  skipped: { tone: 'quiet', text: 'Skipped' },
} as const;

const running = { tone: 'busy', text: 'Running' } as const;
const pending = { tone: 'quiet', text: 'Pending' } as const;

/** The steps of a test: the completed ones with their results, then the pending ones by title. */
function Steps({ connector, steps, busy }: { connector: Connector; steps: CheckStep[]; busy: boolean }) {
  const waiting = busy ? connector.check.filter(({ id }) => !steps.some(step => step.id === id)) : [];
  return (
    <ol className="steps" aria-label="Steps of the test">
      {steps.map(step => (
        <li key={step.id}>
          <p className="step-head"><Status {...outcomes[step.outcome]} /><strong>{step.title}</strong></p>
          {step.message && step.message !== step.error?.message && <p>{step.message}</p>}
          {step.error && <ErrorBox error={step.error} />}
          {step.error?.pointer && <FieldLink pointer={step.error.pointer} />}
        </li>
      ))}
      {waiting.map(({ id, title }, index) => (
        <li key={id}>
          <p className="step-head"><Status {...index === 0 ? running : pending} />{title}</p>
        </li>
      ))}
    </ol>
  );
}

function FieldLink({ pointer }: { pointer: string }) {
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
          <Table caption="Rejected lines of the preview" heads={['Location', 'Reason']}>
            {rejected.map(({ place, reason }, index) => <tr key={index}><td>{place}</td><td>{reason}</td></tr>)}
          </Table>
        </>
      )}
    </>
  );
}
