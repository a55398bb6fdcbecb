/** The controls of a configuration form. Each is a native HTML control, described by its help and its error. */
import type { RegistryWidgetsType, WidgetProps } from '@rjsf/utils';
import { describedBy, Required } from '../parts/Field.tsx';
import type { Json } from '../types.ts';
import { controlId, isSecret, type Schema } from './schema.ts';
import { SecretWidget } from './SecretWidget.tsx';

/** The attributes that all controls of a configuration have. */
export function controlProps({ id: libraryId, required, schema, rawErrors }: WidgetProps) {
  const id = controlId(libraryId);
  return {
    id,
    name: id,
    required,
    'aria-invalid': rawErrors?.length ? true : undefined,
    'aria-describedby': describedBy(id, (schema as Schema).description, rawErrors?.[0]),
  };
}

// Numbers are typed as text: an <input type="number"> discards invalid text, and the mouse wheel changes its value.
function TextWidget(props: WidgetProps) {
  const { value, onChange, schema } = props;
  const own = schema as Schema;
  if (isSecret(own)) return <SecretWidget {...props} />;
  const shared = {
    ...controlProps(props),
    value: value === undefined || value === null ? '' : String(value),
    placeholder: own['x-placeholder'],
    autoComplete: 'off',
    autoCapitalize: 'none',
    spellCheck: false,
  };
  if (own['x-multiline']) {
    return <textarea {...shared} rows={4} onChange={event => onChange(typed(event.target.value))} />;
  }
  const numeric = own.type === 'integer' ? 'numeric' : own.type === 'number' ? 'decimal' : undefined;
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
function SelectWidget(props: WidgetProps) {
  const { value, onChange, required } = props;
  const own = props.schema as Schema;
  const options = own.enum ?? [];
  const selected = options.findIndex(option => option === value);
  const optional = !required && own.default === undefined;
  return (
    <select
      {...controlProps(props)}
      value={selected < 0 ? '' : String(selected)}
      onChange={event => onChange(event.target.value === '' ? undefined : options[Number(event.target.value)])}
    >
      {(optional || selected < 0) && <option value="">{optional ? 'Not set' : 'Choose one'}</option>}
      {options.map((option, index) => (
        <option key={index} value={index}>{own['x-enum-titles']?.[index] ?? String(option)}</option>
      ))}
    </select>
  );
}

function CheckboxWidget(props: WidgetProps) {
  const { required: _, ...attributes } = controlProps(props);
  return (
    <div className="option">
      <input
        {...attributes}
        type="checkbox"
        checked={props.value === true}
        onChange={event => props.onChange(event.target.checked)}
      />
      <label htmlFor={attributes.id}>{props.label}{props.required && <Required />}</label>
    </div>
  );
}

function typed(text: string): Json | undefined {
  return text === '' ? undefined : text;
}

/** All kinds of text use the same widget: a date widget would convert the value to local time. */
export const widgets: RegistryWidgetsType = {
  TextWidget,
  TextareaWidget: TextWidget,
  PasswordWidget: TextWidget,
  UpDownWidget: TextWidget,
  EmailWidget: TextWidget,
  URLWidget: TextWidget,
  DateWidget: TextWidget,
  DateTimeWidget: TextWidget,
  TimeWidget: TextWidget,
  FileWidget: TextWidget,
  ColorWidget: TextWidget,
  SelectWidget,
  RadioWidget: SelectWidget,
  CheckboxWidget,
};
