/** Reads and changes configuration values by JSON pointer. Changes return a copy. */
import type { Json, JsonObject } from '../types.ts';
import { isObject, pointerOf, propertiesOf, segmentsOf, type Schema } from './schema.ts';

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function valueAt(data: Json | undefined, pointer: string): Json | undefined {
  return segmentsOf(pointer).reduce<Json | undefined>((value, segment) => {
    if (Array.isArray(value)) return value[Number(segment)];
    return isJsonObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
  }, data);
}

/** A copy of the data with the value at the pointer replaced, or removed if the value is undefined. */
export function withValue(data: JsonObject, pointer: string, value: Json | undefined): JsonObject {
  const [name, ...rest] = segmentsOf(pointer);
  if (name === undefined) return data;
  if (rest.length > 0) {
    const child = data[name];
    if (value === undefined && !isJsonObject(child)) return data;
    return { ...data, [name]: withValue(isJsonObject(child) ? child : {}, pointerOf(rest), value) };
  }
  if (value !== undefined) return { ...data, [name]: value };
  const { [name]: _, ...others } = data;
  return others;
}

export function without(data: JsonObject, pointers: string[]): JsonObject {
  return pointers.reduce((rest, pointer) => withValue(rest, pointer, undefined), data);
}

/**
 * The data as it is sent: an empty field is an absent member. So is an empty group or list, unless it is required.
 * Text such as 2.50 becomes a number where the schema requires a number. Text that is not a number stays text, so that
 * validation reports it.
 */
export function asSent(schema: Schema | undefined, value: Json): Json {
  if (Array.isArray(value)) return value.map(entry => asSent(schema?.items, entry ?? ''));
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value)
      .map(([name, child]) => [name, asSent(schema?.properties?.[name], child ?? '')] as const)
      .filter(([name, child]) => !isEmpty(child) || (child !== '' && schema?.required?.includes(name))));
  }
  const numeric = schema?.type === 'number' || schema?.type === 'integer';
  return numeric && typeof value === 'string' && /^\s*-?[0-9]+(\.[0-9]+)?\s*$/.test(value) ? Number(value) : value;
}

function isEmpty(value: Json): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

/** The data with the schema's defaults for absent values, and with all objects of the schema. */
export function withDefaults(schema: Schema, data: JsonObject): JsonObject {
  return propertiesOf(schema).reduce<JsonObject>((filled, { name, schema: own, required }) => {
    const value = data[name];
    if (isObject(own)) return { ...filled, [name]: withDefaults(own, isJsonObject(value) ? value : {}) };
    // For a required boolean, a cleared checkbox means false.
    const fill = own.default ?? (own.type === 'boolean' && required ? false : undefined);
    return value !== undefined || fill === undefined ? filled : { ...filled, [name]: fill };
  }, data);
}

/** The data without the members that the schema does not allow, such as those of an earlier connector version. */
export function onlyKnown(schema: Schema, data: JsonObject): JsonObject {
  const known = schema.properties ?? {};
  return Object.fromEntries(Object.entries(data)
    .filter(([name]) => Object.hasOwn(known, name) || schema.additionalProperties !== false)
    .map(([name, value]) => {
      const own = known[name];
      return [name, own && isObject(own) && isJsonObject(value) ? onlyKnown(own, value) : value];
    }));
}
