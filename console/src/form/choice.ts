/**
 * The choice of a configuration: the oneOf of the schema's root, at most one. Its branches exclude properties with
 * "not": {}. A property that a branch excludes belongs to the choice, and is shown only in the branches that do not
 * exclude it.
 */
import type { JsonObject } from '../types.ts';
import { escapePointer, type Schema } from './schema.ts';
import { valueAt } from './values.ts';

/** Pointers of the properties that a branch excludes. */
export function excludedBy(branch: Schema | undefined, at = ''): string[] {
  return Object.entries(branch?.properties ?? {}).flatMap(([name, own]) => {
    const pointer = `${at}/${escapePointer(name)}`;
    return isExcluded(own) ? [pointer] : excludedBy(own, pointer);
  });
}

/** Pointers of the properties that belong to the choice. */
export function choicePointers(schema: Schema): Set<string> {
  return new Set((schema.oneOf ?? []).flatMap(branch => excludedBy(branch)));
}

/** The schema without its choice, with the rules of one branch applied. */
export function chosen(schema: Schema, index: number): Schema {
  const { oneOf, ...base } = schema;
  const branch = oneOf?.[index];
  if (!branch) return base;
  const { title: _title, description: _description, ...rules } = branch;
  return merged(base, rules);
}

/** The branch that a configuration fits best: with the fewest excluded members present and required ones absent. */
export function branchOf(schema: Schema, data: JsonObject): number {
  const mismatches = (schema.oneOf ?? []).map(branch =>
    excludedBy(branch).filter(pointer => valueAt(data, pointer) !== undefined).length +
    requiredBy(branch).filter(pointer => valueAt(data, pointer) === undefined).length);
  return Math.max(0, mismatches.indexOf(Math.min(...mismatches)));
}

function requiredBy(branch: Schema, at = ''): string[] {
  return [
    ...(branch.required ?? []).map(name => `${at}/${escapePointer(name)}`),
    ...Object.entries(branch.properties ?? {})
      .flatMap(([name, own]) => requiredBy(own, `${at}/${escapePointer(name)}`)),
  ];
}

function isExcluded(schema: Schema): boolean {
  return schema.not !== undefined && Object.keys(schema.not).length === 0;
}

function merged(base: Schema, rules: Schema): Schema {
  const both: Schema = { ...base, ...rules };
  if (base.required || rules.required) both.required = [...new Set([...base.required ?? [], ...rules.required ?? []])];
  if (base.properties || rules.properties) {
    both.properties = { ...base.properties };
    for (const [name, own] of Object.entries(rules.properties ?? {})) {
      if (isExcluded(own)) delete both.properties[name];
      else both.properties[name] = merged(both.properties[name] ?? {}, own);
    }
  }
  return both;
}
