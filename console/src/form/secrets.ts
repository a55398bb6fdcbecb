/** Secrets are write-only: of a stored secret, the console knows only when it was set. */
import type { Json, JsonObject, StoredSecrets } from '../types.ts';
import { escapePointer, segmentsOf, type Schema } from './schema.ts';
import { isJsonObject, withValue } from './values.ts';

/** The changes of stored secrets, by name. A secret without a change is kept. */
export type SecretChanges = Record<string, 'replace' | 'remove'>;

const secretsPointer = '/secrets';
const placeholder = '…';

/** The name of the secret at a pointer, or undefined if the pointer is not that of a secret. */
export function secretName(pointer: string): string | undefined {
  const [part, name, ...deeper] = segmentsOf(pointer);
  return part === 'secrets' && deeper.length === 0 ? name : undefined;
}

/** The names of the stored secrets that do not change. */
export function keptSecrets(stored: StoredSecrets, changes: SecretChanges): string[] {
  return Object.keys(stored).filter(name => changes[name] === undefined);
}

/** The data with a placeholder for each stored secret. It shows which branch of the choice the data belongs to. */
export function withPlaceholders(data: JsonObject, stored: StoredSecrets): JsonObject {
  return Object.keys(stored).reduce(
    (filled, name) => withValue(filled, `${secretsPointer}/${escapePointer(name)}`, placeholder), data);
}

/** The schema in which the kept secrets are not required, because the server has them. */
export function withKeptOptional(schema: Schema, kept: string[]): Schema {
  const secrets = schema.properties?.secrets;
  if (!secrets?.required || kept.length === 0) return schema;
  const optional = { ...secrets, required: secrets.required.filter(name => !kept.includes(name)) };
  return { ...schema, properties: { ...schema.properties, secrets: optional } };
}

/**
 * The secrets of a request: an absent secret is kept, null removes a secret, and text sets it.
 * Secrets that the selected branch excludes are removed.
 */
export function secretsToSend(
  typed: Json | undefined, stored: StoredSecrets, changes: SecretChanges, excluded: string[],
): Record<string, Json> {
  const names = new Set(excluded.map(secretName));
  const send: Record<string, Json> = {};
  for (const name of Object.keys(stored)) {
    if (names.has(name) || changes[name] === 'remove') send[name] = null;
  }
  const kept = keptSecrets(stored, changes);
  for (const [name, value] of Object.entries(isJsonObject(typed) ? typed : {})) {
    if (!kept.includes(name) && !(name in send) && !names.has(name)) send[name] = value;
  }
  return send;
}
