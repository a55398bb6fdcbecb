import type { JsonObject, ValidationError } from '../types.ts';
import { choicePointers } from './choice.ts';
import { ChoiceField } from './ChoiceField.tsx';
import { ConfigContext, type FormContext } from './context.ts';
import { PropertyField } from './PropertyField.tsx';
import { fieldsOf, type Property, type Schema } from './schema.ts';
import { valueAt, withValue } from './values.ts';

interface Props {
  context: FormContext;
  /** The schema of the selected branch. */
  shown: Schema;
  data: JsonObject;
  errors: ValidationError[];
  onChange: (data: JsonObject) => void;
}

/**
 * The fields of a configuration as one list, generated from its schema. The choice takes the position of its first
 * field. The fields are part of the page's form and have no buttons.
 */
export function ConfigForm({ context, shown, data, errors, onChange }: Props) {
  const whole = context.schema;
  const ofChoice = choicePointers(whole);
  const all = fieldsOf(whole);
  const current = fieldsOf(shown);
  const rows = all.filter(({ pointer }) => !ofChoice.has(pointer));
  const position = Math.max(0, all.findIndex(({ pointer }) => ofChoice.has(pointer)));
  const render = (field: Property) => (
    <PropertyField
      key={field.pointer}
      property={current.find(({ pointer }) => pointer === field.pointer) ?? field}
      value={valueAt(data, field.pointer)}
      errors={errors}
      onChange={value => onChange(withValue(data, field.pointer, value))}
    />
  );
  return (
    <ConfigContext value={context}>
      <div className="config">
        {rows.slice(0, position).map(render)}
        {whole.oneOf && <ChoiceField>{current.filter(({ pointer }) => ofChoice.has(pointer)).map(render)}</ChoiceField>}
        {rows.slice(position).map(render)}
      </div>
    </ConfigContext>
  );
}
