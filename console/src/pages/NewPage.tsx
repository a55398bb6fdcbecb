import { useState } from 'react';
import { createInput, getConnectors, getRefusedConnectors } from '../api.ts';
import { Field } from '../parts/Field.tsx';
import { LoadError, Loading } from '../parts/Loading.tsx';
import { Notice } from '../parts/Notice.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { useLoaded } from '../parts/useLoaded.ts';
import { navigate, pathOf } from '../route.ts';
import type { Connector, RefusedConnector } from '../types.ts';
import { InputEditor } from './editor/InputEditor.tsx';

/** The page that adds an input. */
export default function NewPage() {
  const connectors = useLoaded(getConnectors, 'connectors');
  const refused = useLoaded(getRefusedConnectors, 'refused');
  return (
    <>
      <PageHeading title="Add an input" />
      {refused.data && refused.data.length > 0 && <RefusedConnectors refused={refused.data} />}
      {connectors.error !== undefined && <LoadError error={connectors.error} retry={connectors.reload} />}
      {!connectors.data && connectors.error === undefined && <Loading />}
      {connectors.data?.length === 0 && (
        <Notice tone="warn" title="No connectors installed">
          <p>Add a connector to the server's plugins folder, and then restart the server.</p>
        </Notice>
      )}
      {connectors.data && connectors.data.length > 0 && <NewInput connectors={connectors.data} />}
    </>
  );
}

function NewInput({ connectors }: { connectors: Connector[] }) {
  const [id, setId] = useState(connectors[0]?.id);
  const connector = connectors.find(one => one.id === id);
  return (
    <>
      {connectors.length > 1 && (
        <div className="narrow">
          <Field id="connector" label="Connector">
            <select id="connector" value={id} onChange={event => setId(event.target.value)}>
              {connectors.map(one => <option key={one.id} value={one.id}>{one.name}</option>)}
            </select>
          </Field>
        </div>
      )}
      {connector && (
        <>
          <p className="intro">
            <strong>{connector.name}</strong> <span className="quiet-text">{aboutOf(connector)}</span>
            <br />{connector.description}
            {connector.documentationUrl && (
              <>
                {' '}
                <a href={connector.documentationUrl} target="_blank" rel="noreferrer">Documentation of the source</a>
              </>
            )}
          </p>
          <InputEditor
            key={connector.id}
            connector={connector}
            cancelTo={pathOf.list}
            save={async body => navigate(pathOf.input((await createInput(body)).id))}
          />
        </>
      )}
    </>
  );
}

/** The version, category and kind of sync of a connector. Connectors of earlier contracts have only a version. */
function aboutOf({ version, category, syncMode }: Connector) {
  const sync = syncMode && { incremental: 'Incremental sync', full: 'Full sync' }[syncMode];
  return [version, category, sync].filter(Boolean).join(' · ');
}

function RefusedConnectors({ refused }: { refused: RefusedConnector[] }) {
  return (
    <Notice tone="warn" title="Some connectors were not loaded">
      <ul>{refused.map(({ folder, reason }) => <li key={folder}><code>{folder}</code>: {reason}</li>)}</ul>
    </Notice>
  );
}
