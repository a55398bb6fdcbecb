/** The controls of a configuration form. Each is a native HTML control, described by its help and its error. */
import { describedBy, Required } from '../parts/Field.tsx';
import type { Json } from '../types.ts';
import type { Schema } from './schema.ts';

export interface ControlProps {
  id: string;
  /** The JSON pointer of the property. */
  pointer: string;
  label: string;
  schema: Schema;
  required: boolean;
  value: Json | undefined;
  error: string | undefined;
  onChange: (value: Json | undefined) => void;
}

/** The attributes that all controls of a configuration have. */
export function attributesOf({ id, required, schema, error }: ControlProps) {
  return {
    id,
    name: id,
    required,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': describedBy(id, schema.description, error),
  };
}

/**
 * A control for text, numbers and times. Numbers are typed as text: an <input type="number"> discards invalid text, and
 * the mouse wheel changes its value. A date control would convert the value to local time.
 */
export function TextControl(props: ControlProps) {
  const { value, onChange, schema } = props;
  const shared = {
    ...attributesOf(props),
    value: value === undefined || value === null ? '' : String(value),
    placeholder: schema['x-placeholder'],
    autoComplete: 'off',
    autoCapitalize: 'none',
    spellCheck: false,
  };
  if (schema['x-multiline']) {
    return <textarea {...shared} rows={4} onChange={event => onChange(typed(event.target.value))} />;
  }
  const numeric = schema.type === 'integer' ? 'numeric' : schema.type === 'number' ? 'decimal' : undefined;
  return (
    <input
      {...shared}
      type="text"
      className={numeric && 'short'}
      inputMode={numeric}
      onChange={event => onChange(typed(event.target.value))}
    />
  );
}

/** Options are identified by their index, because not all values are text. */
export function Choices(props: ControlProps) {
  const { value, onChange, required, schema } = props;
  const options = schema.enum ?? [];
  const selected = options.findIndex(option => option === value);
  const optional = !required && schema.default === undefined;
  return (
    <select
      {...attributesOf(props)}
      value={selected < 0 ? '' : String(selected)}
      onChange={event => onChange(event.target.value === '' ? undefined : options[Number(event.target.value)])}
    >
      {(optional || selected < 0) && <option value="">{optional ? 'Not set' : 'Choose one'}</option>}
      {options.map((option, index) => (
        <option key={index} value={index}>{schema['x-enum-titles']?.[index] ?? String(option)}</option>
      ))}
    </select>
  );
}

export function Checkbox(props: ControlProps) {
  const { required, ...attributes } = attributesOf(props);
  return (
    <div className="option">
      <input
        {...attributes}
        type="checkbox"
        checked={props.value === true}
        onChange={event => props.onChange(event.target.checked)}
      />
      <label htmlFor={attributes.id}>{props.label}{required && <Required />}</label>
    </div>
  );
}

function typed(text: string): Json | undefined {
  return text === '' ? undefined : text;
}
