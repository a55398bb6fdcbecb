/** The keywords of a configuration schema that the form supports, and the JSON pointers and ids of its properties. */
import type { Json } from '../types.ts';

export interface Schema {
  title?: string;
  description?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  oneOf?: Schema[];
  not?: Schema;
  enum?: Json[];
  default?: Json;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minItems?: number;
  maxItems?: number;
  writeOnly?: boolean;
  'x-order'?: number;
  'x-message'?: string;
  'x-enum-titles'?: string[];
  'x-choice-title'?: string;
  'x-secret'?: boolean;
  'x-multiline'?: boolean;
  'x-placeholder'?: string;
  'x-required'?: boolean;
}

/** A property with its JSON pointer. */
export interface Property {
  name: string;
  pointer: string;
  schema: Schema;
  required: boolean;
}

export function isObject(schema: Schema): boolean {
  return schema.type === 'object' || schema.properties !== undefined;
}

export function isSecret(schema: Schema): boolean {
  return schema['x-secret'] === true || schema.writeOnly === true;
}

/** The title of a property, or its name if it has no title. */
export function titleOf(schema: Schema, name: string): string {
  return schema.title ?? name;
}

/** The properties of an object, sorted by x-order. Properties without x-order are last, in declaration order. */
export function propertiesOf(schema: Schema, at = ''): Property[] {
  const position = ({ schema: own }: Property) => own['x-order'] ?? Number.MAX_SAFE_INTEGER;
  return Object.entries(schema.properties ?? {})
    .map(([name, own]) => ({
      name,
      pointer: `${at}/${escapePointer(name)}`,
      schema: own,
      required: own['x-required'] ?? schema.required?.includes(name) ?? false,
    }))
    .sort((one, other) => position(one) - position(other));
}

/** The fields of all parts of a configuration (settings, secrets) as one flat list. */
export function fieldsOf(schema: Schema): Property[] {
  return propertiesOf(schema)
    .flatMap(part => (isObject(part.schema) ? propertiesOf(part.schema, part.pointer) : [part]));
}

/** The id of the control of a pointer, such as settings_a for /settings/a. */
export function idOf(pointer: string): string {
  return segmentsOf(pointer).join('_');
}

export function segmentsOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map(segment => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function pointerOf(segments: (string | number)[]): string {
  return segments.map(segment => `/${escapePointer(String(segment))}`).join('');
}

export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
