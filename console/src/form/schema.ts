/** The keywords of a configuration schema that the form knows, and how its places are named. */
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
}

/** A property with its place. */
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

/** The name a person knows a property by. */
export function titleOf(schema: Schema, name: string): string {
  return schema.title ?? name;
}

/** The properties of an object in x-order; those without come last, as declared. */
export function propertiesOf(schema: Schema, at = ''): Property[] {
  const place = ({ schema: own }: Property) => own['x-order'] ?? Number.MAX_SAFE_INTEGER;
  return Object.entries(schema.properties ?? {})
    .map(([name, own]) => ({
      name,
      pointer: `${at}/${escapePointer(name)}`,
      schema: own,
      required: schema.required?.includes(name) ?? false,
    }))
    .sort((one, other) => place(one) - place(other));
}

/** The fields of a configuration as one flat list: those of each part, one part after the other. */
export function fieldsOf(schema: Schema): Property[] {
  return propertiesOf(schema).flatMap(part => (isObject(part.schema) ? propertiesOf(part.schema, part.pointer) : [part]));
}

/** The id of the control at a pointer: /settings/a is settings_a. */
export function idOf(pointer: string): string {
  return segmentsOf(pointer).join('_');
}

/** What the form library puts before the ids that it makes itself, those of fields in groups and lists. */
export const idPrefix = 'config';

/** The id of a control from the library's id. */
export function ownId(id: string): string {
  return id.startsWith(`${idPrefix}_`) ? id.slice(idPrefix.length + 1) : id;
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
