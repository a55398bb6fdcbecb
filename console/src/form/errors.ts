/** Validates a configuration against the connector's schema, with one error message for each value. */
import { Validator, type OutputUnit, type Schema as AnySchema } from '@cfworker/json-schema';
import type { JsonObject, ValidationError } from '../types.ts';
import { escapePointer, fieldsOf, segmentsOf, titleOf, type Schema } from './schema.ts';
import { isJsonObject, valueAt, asSent } from './values.ts';

/** The validation errors of the data, in the order of the schema's properties. */
export function errorsOf(schema: Schema, data: JsonObject): ValidationError[] {
  const value = asSent(schema, data);
  // Interprets the schema: Ajv compiles it with eval, which the content security policy does not allow.
  const { valid, errors } = new Validator(schema as AnySchema, '7', false).validate(value);
  if (valid) return [];
  const found = new Map<string, { rank: number; message: string }>();
  for (const unit of errors) {
    for (const { pointer, message } of errorsIn(unit, schema, value as JsonObject)) {
      const rank = unit.keyword === 'pattern' ? 0 : 1;
      const other = found.get(pointer);
      if (!other || rank < other.rank) found.set(pointer, { rank, message });
    }
  }
  // An invalid configuration must have an error even if no keyword has a message.
  if (found.size === 0) return [{ pointer: '', message: 'The configuration is not valid for this connector.' }];
  return sortByField(schema, [...found].map(([pointer, { message }]) => ({ pointer, message })));
}

/** Sorts errors in the order in which the form shows their fields. Errors without a field are last. */
export function sortByField(schema: Schema, errors: ValidationError[]): ValidationError[] {
  const fields = fieldsOf(schema).map(field => field.pointer);
  const position = ({ pointer }: ValidationError) => {
    const index = fields.findIndex(field => pointer === field || pointer.startsWith(`${field}/`));
    return index < 0 ? fields.length : index;
  };
  return [...errors].sort((one, other) => position(one) - position(other));
}

function errorsIn(unit: OutputUnit, schema: Schema, data: JsonObject): ValidationError[] {
  const pointer = decodeURI(unit.instanceLocation.slice(1));
  const path = segmentsOf(decodeURI(unit.keywordLocation.slice(1))).slice(0, -1);
  const own = schemaAt(schema, path);
  if (!own) return [];
  if (unit.keyword === 'required') {
    const object = pointer === '' ? data : valueAt(data, pointer);
    return (own.required ?? [])
      .filter(name => !isJsonObject(object) || !Object.hasOwn(object, name))
      .map(name => ({
        pointer: `${pointer}/${escapePointer(name)}`,
        message: `${titleOf(own.properties?.[name] ?? {}, name)} is required.`,
      }));
  }
  const message = messageOf(unit.keyword, own, titleOf(own, segmentsOf(pointer).at(-1) ?? 'The configuration'));
  return message === undefined ? [] : [{ pointer, message }];
}

function schemaAt(schema: Schema, path: string[]): Schema | undefined {
  const step = (at: unknown, segment: string) =>
    (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[segment] : undefined);
  return path.reduce<unknown>(step, schema) as Schema | undefined;
}

/** The message of a keyword. A keyword that only repeats the error of a nested one has no message. */
function messageOf(keyword: string, schema: Schema, title: string): string | undefined {
  switch (keyword) {
    case 'pattern': return schema['x-message'] ?? `${title} has an invalid format.`;
    case 'minLength':
      return schema['x-message'] ?? `${title} must have at least ${counted(schema.minLength, 'character')}.`;
    case 'maxLength': return `${title} must have at most ${counted(schema.maxLength, 'character')}.`;
    case 'minimum': return `${title} must be ${schema.minimum} or more.`;
    case 'maximum': return `${title} must be ${schema.maximum} or less.`;
    case 'exclusiveMinimum': return `${title} must be more than ${schema.exclusiveMinimum}.`;
    case 'exclusiveMaximum': return `${title} must be less than ${schema.exclusiveMaximum}.`;
    case 'multipleOf': return `${title} must be a multiple of ${schema.multipleOf}.`;
    case 'minItems': return `${title} must have at least ${counted(schema.minItems, 'entry', 'entries')}.`;
    case 'maxItems': return `${title} must have at most ${counted(schema.maxItems, 'entry', 'entries')}.`;
    case 'uniqueItems': return `${title} must not contain duplicate entries.`;
    case 'enum': return `${title} must be one of the listed values.`;
    case 'type': return typeMessage(schema, title);
    case 'format': return schema['x-message'] ?? `${title} has an invalid format.`;
    default: return undefined;
  }
}

function typeMessage(schema: Schema, title: string): string {
  const type = [schema.type].flat()[0];
  if (type === 'integer') return `${title} must be a whole number.`;
  if (type === 'number') return `${title} must be a number.`;
  return type ? `${title} must be of type ${type}.` : `${title} must be of another type.`;
}

function counted(count: number | undefined, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
