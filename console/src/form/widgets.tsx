/** The controls of a configuration form. Each is a native one, described by its help and its fault. */
import type { RegistryWidgetsType, WidgetProps } from '@rjsf/utils';
import { describedBy, Required } from '../parts/Field.tsx';
import type { Json } from '../types.ts';
import { isSecret, ownId, type Schema } from './schema.ts';
import { SecretWidget } from './SecretWidget.tsx';

/** Attributes that every control of a configuration has. */
export function controlProps({ id: libraryId, required, schema, rawErrors }: WidgetProps) {
  const id = ownId(libraryId);
  return {
    id,
    name: id,
    required,
    'aria-invalid': rawErrors?.length ? true : undefined,
    'aria-describedby': describedBy(id, (schema as Schema).description, rawErrors?.[0]),
  };
}

// An input of type number loses what it cannot read, and changes its value when the wheel turns over it.
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

/** Values that are no text are told from their place among the offered ones. */
function SelectWidget(props: WidgetProps) {
  const { value, onChange, required } = props;
  const own = props.schema as Schema;
  const offered = own.enum ?? [];
  const at = offered.findIndex(option => option === value);
  const optional = !required && own.default === undefined;
  return (
    <select
      {...controlProps(props)}
      value={at < 0 ? '' : String(at)}
      onChange={event => onChange(event.target.value === '' ? undefined : offered[Number(event.target.value)])}
    >
      {(optional || at < 0) && <option value="">{optional ? 'Not set' : 'Choose one'}</option>}
      {offered.map((option, index) => (
        <option key={index} value={index}>{own['x-enum-titles']?.[index] ?? String(option)}</option>
      ))}
    </select>
  );
}

function CheckboxWidget(props: WidgetProps) {
  const { required: _, ...attributes } = controlProps(props);
  return (
    <div className="option">
      <input {...attributes} type="checkbox" checked={props.value === true} onChange={event => props.onChange(event.target.checked)} />
      <label htmlFor={attributes.id}>{props.label}{props.required && <Required />}</label>
    </div>
  );
}

function typed(text: string): Json | undefined {
  return text === '' ? undefined : text;
}

/** Every kind of text is typed as text: a date widget would turn the value into local time. */
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
