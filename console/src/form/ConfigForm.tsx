// The package's own entry brings a helper for tests along, which wants ajv.
import Form from '@rjsf/core/lib/components/Form.js';
import type { RJSFSchema } from '@rjsf/utils';
import type { Fault, JsonObject } from '../types.ts';
import { ConfigField } from './ConfigField.tsx';
import { ConfigContext, type FormContext } from './context.ts';
import { idPrefix, type Schema } from './schema.ts';
import { templates } from './templates.tsx';
import { isJsonObject } from './values.ts';
import { toErrorSchema, validator } from './validator.ts';
import { widgets } from './widgets.tsx';

interface Props {
  context: FormContext;
  /** The schema under the chosen branch. */
  shown: Schema;
  data: JsonObject;
  faults: Fault[];
  onChange: (data: JsonObject) => void;
}

const fields = { ConfigField };
// The root's own field shows one flat list, and the choice as one.
const uiSchema = { 'ui:field': 'ConfigField' };
// Defaults are filled in once, so that a field that is emptied stays empty.
const defaults = { emptyObjectFields: 'skipDefaults' } as const;

/** The fields of a configuration, made from its schema. It is part of the page's form and has no buttons of its own. */
export function ConfigForm({ context, shown, data, faults, onChange }: Props) {
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
        extraErrors={toErrorSchema(faults)}
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
