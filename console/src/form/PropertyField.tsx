/** The field of a property: a group, a list, a checkbox, or a control with its label, help and error. */
import { Field, FieldError, Help, Required } from '../parts/Field.tsx';
import type { Json, ValidationError } from '../types.ts';
import { Checkbox, Choices, TextControl, type ControlProps } from './controls.tsx';
import { idOf, isObject, isSecret, propertiesOf, titleOf, type Property, type Schema } from './schema.ts';
import { SecretControl } from './SecretControl.tsx';
import { isJsonObject, withDefaults } from './values.ts';

interface Props {
  property: Property;
  value: Json | undefined;
  /** All errors of the form. */
  errors: ValidationError[];
  onChange: (value: Json | undefined) => void;
}

export function PropertyField(props: Props) {
  const { property: { schema, pointer, name, required }, value, errors, onChange } = props;
  if (isObject(schema)) return <Group {...props} />;
  if (schema.type === 'array') return <List {...props} />;
  const control: ControlProps = {
    id: idOf(pointer),
    pointer,
    label: titleOf(schema, name),
    schema,
    required,
    value,
    error: errors.find(error => error.pointer === pointer)?.message,
    onChange,
  };
  if (schema.type === 'boolean' && !schema.enum) {
    return (
      <div className="field">
        <Checkbox {...control} />
        <Help id={control.id} text={schema.description} />
        <FieldError id={control.id} message={control.error} />
      </div>
    );
  }
  const Control = schema.enum ? Choices : isSecret(schema) ? SecretControl : TextControl;
  return (
    <Field id={control.id} label={control.label} help={schema.description} error={control.error} required={required}>
      <Control {...control} />
    </Field>
  );
}

function Group({ property: { schema, pointer, name }, value, errors, onChange }: Props) {
  const data = isJsonObject(value) ? value : {};
  return (
    <fieldset className="group" id={idOf(pointer)}>
      <legend>{titleOf(schema, name)}</legend>
      {schema.description && <p className="help">{schema.description}</p>}
      {propertiesOf(schema, pointer).map(property => (
        <PropertyField
          key={property.pointer}
          property={property}
          value={data[property.name]}
          errors={errors}
          onChange={child => onChange(withMember(data, property.name, child))}
        />
      ))}
    </fieldset>
  );
}

function List({ property: { schema, pointer, name, required }, value, errors, onChange }: Props) {
  const id = idOf(pointer);
  const title = titleOf(schema, name);
  const entries = Array.isArray(value) ? value : [];
  const error = errors.find(one => one.pointer === pointer)?.message;
  const items = schema.items ?? {};
  return (
    <fieldset className={error ? 'group invalid' : 'group'} id={id} tabIndex={-1}>
      <legend>{title}{required && <Required />}</legend>
      <Help id={id} text={schema.description} />
      <FieldError id={id} message={error} />
      {entries.map((entry, index) => (
        <div className="entry" role="group" aria-label={`Entry ${index + 1}`} key={index}>
          <PropertyField
            property={{
              name: `${title} ${index + 1}`, pointer: `${pointer}/${index}`, schema: items, required: false,
            }}
            value={entry}
            errors={errors}
            onChange={changed => onChange(entries.with(index, changed ?? ''))}
          />
          {entries.length > (schema.minItems ?? 0) && (
            <button type="button" onClick={() => onChange(entries.toSpliced(index, 1))}>
              Remove<span className="visually-hidden"> entry {index + 1}</span>
            </button>
          )}
        </div>
      ))}
      {entries.length < (schema.maxItems ?? Infinity) && (
        <button type="button" onClick={() => onChange([...entries, newEntry(items)])}>
          Add an entry<span className="visually-hidden"> to {title}</span>
        </button>
      )}
    </fieldset>
  );
}

function withMember(data: Record<string, Json>, name: string, value: Json | undefined): Json {
  const { [name]: _, ...others } = data;
  return value === undefined ? others : { ...data, [name]: value };
}

function newEntry(items: Schema): Json {
  return items.default ?? (isObject(items) ? withDefaults(items, {}) : items.type === 'boolean' ? false : '');
}
