// The main entry point of the package imports a test helper that requires ajv.
import Form from '@rjsf/core/lib/components/Form.js';
import type { RJSFSchema } from '@rjsf/utils';
import type { JsonObject, ValidationError } from '../types.ts';
import { ConfigField } from './ConfigField.tsx';
import { ConfigContext, type FormContext } from './context.ts';
import { idPrefix, type Schema } from './schema.ts';
import { templates } from './templates.tsx';
import { isJsonObject } from './values.ts';
import { toErrorSchema, validator } from './validator.ts';
import { widgets } from './widgets.tsx';

interface Props {
  context: FormContext;
  /** The schema of the selected branch. */
  shown: Schema;
  data: JsonObject;
  errors: ValidationError[];
  onChange: (data: JsonObject) => void;
}

const fields = { ConfigField };
// A field of our own for the root shows all properties as one flat list, with the choice as one entry.
const uiSchema = { 'ui:field': 'ConfigField' };
// Defaults are applied once, when the form opens, so that a field that the user clears stays empty.
const defaults = { emptyObjectFields: 'skipDefaults' } as const;

/** The fields of a configuration, generated from its schema. They are part of the page's form and have no buttons. */
export function ConfigForm({ context, shown, data, errors, onChange }: Props) {
  return (
    <ConfigContext value={context}>
      <Form<unknown>
        tagName="div"
        idPrefix={idPrefix}
        className="config"
        schema={shown as RJSFSchema}
        uiSchema={uiSchema}
        formData={data}
        validator={validator}
        fields={fields}
        templates={templates}
        widgets={widgets}
        extraErrors={toErrorSchema(errors)}
        experimental_defaultFormStateBehavior={defaults}
        noValidate
        noHtml5Validate
        showErrorList={false}
        onChange={event => onChange(isJsonObject(event.formData) ? event.formData : {})}
      >
        <></>
      </Form>
    </ConfigContext>
  );
}
