/** Secrets are written and never read: of a stored one only the time it was set is known. */
import type { Json, JsonObject, StoredSecrets } from '../types.ts';
import { escapePointer, segmentsOf, type Schema } from './schema.ts';
import { isJsonObject, withValue } from './values.ts';

/** What is to become of a stored secret; one that is not named is kept. */
export type SecretChanges = Record<string, 'replace' | 'remove'>;

const place = '/secrets';

/** The name of the secret at a pointer, or undefined where no secrets are. */
export function secretName(pointer: string): string | undefined {
  const [part, name, ...deeper] = segmentsOf(pointer);
  return part === 'secrets' && deeper.length === 0 ? name : undefined;
}

/** Names of the stored secrets that stay as they are. */
export function keptSecrets(stored: StoredSecrets, changes: SecretChanges): string[] {
  return Object.keys(stored).filter(name => changes[name] === undefined);
}

/** The data with something in the place of each secret, to tell which branch of a choice it is of. */
export function withStandIns(data: JsonObject, stored: StoredSecrets): JsonObject {
  return Object.keys(stored).reduce((filled, name) => withValue(filled, `${place}/${escapePointer(name)}`, '…'), data);
}

/** The schema as it is for a configuration whose kept secrets lie with the server: they are not asked for. */
export function withoutKept(schema: Schema, kept: string[]): Schema {
  const secrets = schema.properties?.secrets;
  if (!secrets?.required || kept.length === 0) return schema;
  const asked = { ...secrets, required: secrets.required.filter(name => !kept.includes(name)) };
  return { ...schema, properties: { ...schema.properties, secrets: asked } };
}

/**
 * The secrets of a request: absent ones are kept, null removes one, text sets it.
 * What the chosen branch excludes is removed.
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
