/** Gives the form library its answers from the same interpreter as the faults. */
import { toErrorSchema as toTree, type ErrorSchema, type RJSFSchema, type RJSFValidationError, type ValidatorType } from '@rjsf/utils';
import type { Fault } from '../types.ts';
import { faultsOf, isValid } from './faults.ts';
import { segmentsOf, type Schema } from './schema.ts';
import { isJsonObject } from './values.ts';

export const validator: ValidatorType<unknown, RJSFSchema> = {
  validateFormData(data, schema) {
    const faults = faultsOf(schema as Schema, isJsonObject(data) ? data : {});
    return { errors: faults.map(toError), errorSchema: toErrorSchema(faults) };
  },
  isValid: (schema, data) => isValid(schema as Schema, data),
  rawValidation: () => ({ errors: [] }),
};

/** Faults as the tree in which the form library hands them to its fields. */
export function toErrorSchema(faults: Fault[]): ErrorSchema<unknown> {
  return toTree<unknown>(faults.map(toError));
}

function toError({ pointer, message }: Fault): RJSFValidationError {
  return { property: segmentsOf(pointer).map(segment => `.${segment}`).join(''), message, stack: message };
}
