/** What is wrong with a configuration, one sentence for each place. */
import { Validator, type OutputUnit, type Schema as AnySchema } from '@cfworker/json-schema';
import type { Fault, JsonObject } from '../types.ts';
import { escapePointer, fieldsOf, segmentsOf, titleOf, type Schema } from './schema.ts';
import { isJsonObject, valueAt, asSent } from './values.ts';

/** Faults of the data by the schema, in the order of its properties. */
export function faultsOf(schema: Schema, data: JsonObject): Fault[] {
  const value = asSent(schema, data);
  const { valid, errors } = validate(schema, value);
  if (valid) return [];
  const found = new Map<string, { rank: number; message: string }>();
  for (const unit of errors) {
    for (const { pointer, message } of faultsIn(unit, schema, value as JsonObject)) {
      const rank = unit.keyword === 'pattern' ? 0 : 1;
      const other = found.get(pointer);
      if (!other || rank < other.rank) found.set(pointer, { rank, message });
    }
  }
  // A wrong value without a sentence of its own must not pass for a right one.
  if (found.size === 0) return [{ pointer: '', message: 'The configuration is not of the form that the connector wants.' }];
  return inOrder(schema, [...found].map(([pointer, { message }]) => ({ pointer, message })));
}

/** Faults in the order in which the form shows their fields; those of no field come last. */
export function inOrder(schema: Schema, faults: Fault[]): Fault[] {
  const fields = fieldsOf(schema).map(field => field.pointer);
  const place = ({ pointer }: Fault) => {
    const at = fields.findIndex(field => pointer === field || pointer.startsWith(`${field}/`));
    return at < 0 ? fields.length : at;
  };
  return [...faults].sort((one, other) => place(one) - place(other));
}

export function isValid(schema: Schema, data: unknown): boolean {
  return validate(schema, data).valid;
}

/** Ajv would compile the schema with eval, which the content security policy forbids; this interprets it. */
function validate(schema: Schema, data: unknown): { valid: boolean; errors: OutputUnit[] } {
  return new Validator(schema as AnySchema, '7', false).validate(data);
}

function faultsIn(unit: OutputUnit, schema: Schema, data: JsonObject): Fault[] {
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
  return path.reduce<unknown>((at, segment) =>
    (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[segment] : undefined), schema) as Schema | undefined;
}

/** Keywords that only repeat what one below them says have no sentence. */
function messageOf(keyword: string, schema: Schema, title: string): string | undefined {
  switch (keyword) {
    case 'pattern': return schema['x-message'] ?? `${title} is not of the expected form.`;
    case 'minLength': return schema['x-message'] ?? `${title} must have at least ${many(schema.minLength, 'character')}.`;
    case 'maxLength': return `${title} must have at most ${many(schema.maxLength, 'character')}.`;
    case 'minimum': return `${title} must be ${schema.minimum} or more.`;
    case 'maximum': return `${title} must be ${schema.maximum} or less.`;
    case 'exclusiveMinimum': return `${title} must be more than ${schema.exclusiveMinimum}.`;
    case 'exclusiveMaximum': return `${title} must be less than ${schema.exclusiveMaximum}.`;
    case 'multipleOf': return `${title} must be a multiple of ${schema.multipleOf}.`;
    case 'minItems': return `${title} must have at least ${many(schema.minItems, 'entry', 'entries')}.`;
    case 'maxItems': return `${title} must have at most ${many(schema.maxItems, 'entry', 'entries')}.`;
    case 'uniqueItems': return `${title} must not have the same entry twice.`;
    case 'enum': return `${title} must be one of the values offered.`;
    case 'type': return typeMessage(schema, title);
    case 'format': return schema['x-message'] ?? `${title} is not of the expected form.`;
    default: return undefined;
  }
}

function typeMessage(schema: Schema, title: string): string {
  const type = [schema.type].flat()[0];
  if (type === 'integer') return `${title} must be a whole number.`;
  if (type === 'number') return `${title} must be a number.`;
  return `${title} must be given as ${type ?? 'another type'}.`;
}

function many(count: number | undefined, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
