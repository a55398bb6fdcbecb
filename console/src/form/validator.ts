/** Makes the form library use the same validator as errors.ts. */
import {
  toErrorSchema as toTree, type ErrorSchema, type RJSFSchema, type RJSFValidationError, type ValidatorType,
} from '@rjsf/utils';
import type { ValidationError } from '../types.ts';
import { errorsOf, isValid } from './errors.ts';
import { segmentsOf, type Schema } from './schema.ts';
import { isJsonObject } from './values.ts';

export const validator: ValidatorType<unknown, RJSFSchema> = {
  validateFormData(data, schema) {
    const errors = errorsOf(schema as Schema, isJsonObject(data) ? data : {});
    return { errors: errors.map(toLibraryError), errorSchema: toErrorSchema(errors) };
  },
  isValid: (schema, data) => isValid(schema as Schema, data),
  rawValidation: () => ({ errors: [] }),
};

/** Errors as the tree from which the form library passes them to its fields. */
export function toErrorSchema(errors: ValidationError[]): ErrorSchema<unknown> {
  return toTree<unknown>(errors.map(toLibraryError));
}

function toLibraryError({ pointer, message }: ValidationError): RJSFValidationError {
  return { property: segmentsOf(pointer).map(segment => `.${segment}`).join(''), message, stack: message };
}
