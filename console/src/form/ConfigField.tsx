import type { ErrorSchema, FieldPathId, FieldProps, RJSFSchema } from '@rjsf/utils';
import type { Json } from '../types.ts';
import { choicePointers } from './choice.ts';
import { ChoiceField } from './ChoiceField.tsx';
import { useConfigContext } from './context.ts';
import { fieldsOf, idOf, segmentsOf, type Property, type Schema } from './schema.ts';
import { valueAt } from './values.ts';

/** The root of a configuration: its fields as one list. The choice takes the position of its first field. */
export function ConfigField(props: FieldProps<unknown>) {
  const { schema: whole } = useConfigContext();
  const ofChoice = choicePointers(whole);
  const shown = fieldsOf(props.schema as Schema);
  const rows = fieldsOf(whole).filter(({ pointer }) => !ofChoice.has(pointer));
  const first = fieldsOf(whole).findIndex(({ pointer }) => ofChoice.has(pointer));
  const position = Math.max(0, first);
  const render = (field: Property) => <ConfigProperty key={field.pointer} field={field} root={props} />;
  const current = (field: Property) => shown.find(({ pointer }) => pointer === field.pointer) ?? field;
  return (
    <>
      {rows.slice(0, position).map(field => render(current(field)))}
      {whole.oneOf && <ChoiceField>{shown.filter(({ pointer }) => ofChoice.has(pointer)).map(render)}</ChoiceField>}
      {rows.slice(position).map(field => render(current(field)))}
    </>
  );
}

function ConfigProperty({ field, root }: { field: Property; root: FieldProps<unknown> }) {
  const { SchemaField } = root.registry.fields;
  if (!SchemaField) throw new Error('The form library has no SchemaField.');
  const path = segmentsOf(field.pointer);
  const fieldPathId: FieldPathId = { $id: idOf(field.pointer), path };
  return (
    <SchemaField
      name={field.name}
      schema={field.schema as RJSFSchema}
      uiSchema={{}}
      required={field.required}
      formData={valueAt(root.formData as Json | undefined, field.pointer)}
      errorSchema={errorsAt(root.errorSchema, path)}
      fieldPathId={fieldPathId}
      registry={root.registry}
      onChange={root.onChange}
      onBlur={root.onBlur}
      onFocus={root.onFocus}
    />
  );
}

function errorsAt(errors: ErrorSchema<unknown> | undefined, path: string[]): ErrorSchema<unknown> | undefined {
  return path.reduce((at, name) => (at as Record<string, ErrorSchema<unknown>> | undefined)?.[name], errors);
}
