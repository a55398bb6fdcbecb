/** An input as it is being edited, and what follows from it: the form's data, the faults, the body to send. */
import { branchOf, chosen, excludedBy } from '../../form/choice.ts';
import { faultsOf, inOrder } from '../../form/faults.ts';
import type { Schema } from '../../form/schema.ts';
import { keptSecrets, secretsToSend, withoutKept, withStandIns, type SecretChanges } from '../../form/secrets.ts';
import { asSent, isJsonObject, onlyKnown, valueAt, withDefaults, without, withValue } from '../../form/values.ts';
import type { Fault, Input, InputBody, Json, JsonObject, StoredSecrets } from '../../types.ts';
import { draftOf, scheduleFaults, scheduleOf, type ScheduleDraft } from './schedule.ts';

export interface Draft {
  name: string;
  schedule: ScheduleDraft;
  /** What was typed, also under the branches that are not chosen now. */
  data: JsonObject;
  branch: number;
  changes: SecretChanges;
}

export function startDraft(schema: Schema, input: Input | undefined): Draft {
  const stored = onlyKnown(schema, { settings: input?.settings ?? {}, secrets: {} });
  return {
    name: input?.name ?? '',
    schedule: draftOf(input?.schedule),
    data: withDefaults(schema, stored),
    branch: input ? branchOf(schema, withStandIns(stored, input.secrets)) : 0,
    changes: {},
  };
}

const excluded = (schema: Schema, draft: Draft) => excludedBy(schema.oneOf?.[draft.branch]);

/** What the form shows of the data: none of what the chosen branch excludes. */
export function visibleData(schema: Schema, draft: Draft): JsonObject {
  return without(draft.data, excluded(schema, draft));
}

/** The draft with what the form gave back; what it does not show now stays as it was. */
export function withFormData(schema: Schema, draft: Draft, shown: JsonObject): Draft {
  const data = excluded(schema, draft).reduce((all, pointer) => withValue(all, pointer, valueAt(draft.data, pointer)), shown);
  return { ...draft, data };
}

/** The schema that the form shows: the chosen branch's, asking for no secret that is kept. */
export function shownSchema(schema: Schema, draft: Draft, stored: StoredSecrets): Schema {
  return withoutKept(chosen(schema, draft.branch), keptSecrets(stored, draft.changes));
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
  };
}

/** Faults that can be told without the server, in the order of the fields. */
export function draftFaults(schema: Schema, draft: Draft, stored: StoredSecrets): Fault[] {
  const name = draft.name.trim() === '' ? [{ pointer: '/name', message: 'Name is required.' }] : [];
  const config = faultsOf(shownSchema(schema, draft, stored), visibleData(schema, draft));
  return [...name, ...config, ...scheduleFaults(draft.schedule)];
}

/** Whether a fault is of the configuration, which is what a test and a preview look at. */
export function isOfConfig({ pointer }: Fault): boolean {
  return pointer !== '/name' && !pointer.startsWith('/schedule');
}

/**
 * The faults to show: of those that were told at the last attempt, the ones that are still there; of the server's,
 * those of values that were not changed since they were sent.
 */
export function faultsToShow(
  schema: Schema, now: Fault[], told: string[], server: Fault[], sent: Json | undefined, body: Json,
): Fault[] {
  const own = now.filter(({ pointer }) => told.includes(pointer));
  const others = server.filter(({ pointer }) =>
    !own.some(fault => fault.pointer === pointer) &&
    JSON.stringify(valueAt(sent, pointer)) === JSON.stringify(valueAt(body, pointer)));
  const all = [...own, ...others];
  const place = (fault: Fault) => (fault.pointer === '/name' ? 0 : isOfConfig(fault) ? 1 : 2);
  return inOrder(schema, all).sort((one, other) => place(one) - place(other));
}
