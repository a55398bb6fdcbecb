import { changeInput, getConnectors, getInput } from '../api.ts';
import { Link } from '../parts/Link.tsx';
import { LoadError, Loading } from '../parts/Loading.tsx';
import { Notice } from '../parts/Notice.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { useLoaded } from '../parts/useLoaded.ts';
import { navigate, pathOf } from '../route.ts';
import { InputEditor } from './editor/InputEditor.tsx';

/** The page that changes an input. */
export default function EditPage({ id }: { id: string }) {
  const loaded = useLoaded(async () => ({ input: await getInput(id), connectors: await getConnectors() }), id);
  const input = loaded.data?.input;
  const connector = loaded.data?.connectors.find(one => one.id === input?.connector);
  return (
    <>
      <PageHeading title={input ? `Edit ${input.name}` : 'Edit input'} />
      {loaded.error !== undefined && <LoadError error={loaded.error} retry={loaded.reload} />}
      {!loaded.data && loaded.error === undefined && <Loading />}
      {input && !connector && (
        <Notice tone="bad" title="Connector missing">
          <p>The connector <code>{input.connector}</code> is not installed, so its settings cannot be shown.</p>
          <p><Link to={pathOf.input(id)}>Back to {input.name}</Link></p>
        </Notice>
      )}
      {input && connector && (
        <InputEditor
          connector={connector}
          input={input}
          cancelTo={pathOf.input(id)}
          save={async body => {
            await changeInput(id, body);
            navigate(pathOf.input(id));
          }}
        />
      )}
    </>
  );
}
