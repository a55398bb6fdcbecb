/** The unsaved state of an input, and what is derived from it: the form's data, the errors, and the request body. */
import { branchOf, chosen, excludedBy } from '../../form/choice.ts';
import { errorsOf, sortByField } from '../../form/errors.ts';
import type { Schema } from '../../form/schema.ts';
import {
  keptSecrets, secretsToSend, withKeptOptional, withPlaceholders, type SecretChanges,
} from '../../form/secrets.ts';
import { asSent, isJsonObject, onlyKnown, valueAt, withDefaults, without, withValue } from '../../form/values.ts';
import type { Input, InputBody, Json, JsonObject, StoredSecrets, ValidationError } from '../../types.ts';
import { draftOf, scheduleErrors, scheduleOf, type ScheduleDraft } from './schedule.ts';

export interface Draft {
  name: string;
  schedule: ScheduleDraft;
  /** The id of the format of the records. */
  format: string;
  /** The values that the user entered, including those of branches that are not selected now. */
  data: JsonObject;
  branch: number;
  changes: SecretChanges;
}

export function startDraft(schema: Schema, input: Input | undefined): Draft {
  const stored = onlyKnown(schema, { settings: input?.settings ?? {}, secrets: {} });
  return {
    name: input?.name ?? '',
    schedule: draftOf(input?.schedule),
    format: input?.format ?? 'native',
    data: withDefaults(schema, stored),
    branch: input ? branchOf(schema, withPlaceholders(stored, input.secrets)) : 0,
    changes: {},
  };
}

const excluded = (schema: Schema, draft: Draft) => excludedBy(schema.oneOf?.[draft.branch]);

/** The data that the form shows: all except what the selected branch excludes. */
export function visibleData(schema: Schema, draft: Draft): JsonObject {
  return without(draft.data, excluded(schema, draft));
}

/** The draft with the data from the form. Values that the form does not show are unchanged. */
export function withFormData(schema: Schema, draft: Draft, shown: JsonObject): Draft {
  const data = excluded(schema, draft)
    .reduce((all, pointer) => withValue(all, pointer, valueAt(draft.data, pointer)), shown);
  return { ...draft, data };
}

/** The schema that the form shows: that of the selected branch, in which kept secrets are not required. */
export function shownSchema(schema: Schema, draft: Draft, stored: StoredSecrets): Schema {
  return withKeptOptional(chosen(schema, draft.branch), keptSecrets(stored, draft.changes));
}

export function bodyOf(connector: string, schema: Schema, draft: Draft, stored: StoredSecrets): InputBody {
  const own = chosen(schema, draft.branch);
  const sent = asSent(own, visibleData(schema, draft)) as JsonObject;
  return {
    name: draft.name.trim(),
    connector,
    settings: isJsonObject(sent.settings) ? sent.settings : {},
    secrets: secretsToSend(sent.secrets, stored, draft.changes, excluded(schema, draft)),
    schedule: scheduleOf(draft.schedule),
    format: draft.format,
  };
}

/** The errors that the form finds without the server, in the order of the fields. */
export function draftErrors(schema: Schema, draft: Draft, stored: StoredSecrets): ValidationError[] {
  const name = draft.name.trim() === '' ? [{ pointer: '/name', message: 'Name is required.' }] : [];
  const config = errorsOf(shownSchema(schema, draft, stored), visibleData(schema, draft));
  return [...name, ...config, ...scheduleErrors(draft.schedule)];
}

/** Whether an error is in the configuration, which is the part that a test and a preview use. */
export function isOfConfig({ pointer }: ValidationError): boolean {
  return pointer !== '/name' && !pointer.startsWith('/schedule');
}

/**
 * The errors to show: those from the last attempt that the user has not fixed yet, and those from the server whose
 * values have not changed since they were sent.
 */
export function errorsToShow(
  schema: Schema,
  current: ValidationError[],
  reported: string[],
  server: ValidationError[],
  sent: Json | undefined,
  body: Json,
): ValidationError[] {
  const own = current.filter(({ pointer }) => reported.includes(pointer));
  const others = server.filter(({ pointer }) =>
    !own.some(error => error.pointer === pointer) &&
    JSON.stringify(valueAt(sent, pointer)) === JSON.stringify(valueAt(body, pointer)));
  const all = [...own, ...others];
  const position = (error: ValidationError) => (error.pointer === '/name' ? 0 : isOfConfig(error) ? 1 : 2);
  return sortByField(schema, all).sort((one, other) => position(one) - position(other));
}
