import { useMemo, useState } from 'react';
import { ApiError } from '../../api.ts';
import type { FormContext } from '../../form/context.ts';
import type { Connector, Input, InputBody, Json, ValidationError } from '../../types.ts';
import {
  bodyOf, draftErrors, errorsToShow, isOfConfig, shownSchema, startDraft, visibleData, withFormData, type Draft,
} from './draft.ts';

/** The errors that the last attempt to send the form reported. */
interface Reported {
  /** The pointers of the errors that the form found. */
  pointers: string[];
  /** The errors that the server found in `sent`. */
  server: ValidationError[];
  sent?: InputBody;
  attempt: number;
}

/** The state of the form of one input. */
export function useEditor(connector: Connector, input: Input | undefined) {
  const schema = connector.config;
  const [draft, setDraft] = useState<Draft>(() => startDraft(schema, input));
  const [reported, setReported] = useState<Reported>({ pointers: [], server: [], attempt: 0 });
  const stored = useMemo(() => input?.secrets ?? {}, [input]);
  const body = bodyOf(connector.id, schema, draft, stored);
  const current = draftErrors(schema, draft, stored);
  const sent = reported.sent as unknown as Json | undefined;
  const errors = errorsToShow(schema, current, reported.pointers, reported.server, sent, body as unknown as Json);

  const context: FormContext = {
    schema,
    branch: draft.branch,
    setBranch: branch => setDraft(before => ({ ...before, branch })),
    stored,
    changes: draft.changes,
    setChange: (name, change) => setDraft(before => {
      const { [name]: _, ...others } = before.changes;
      return { ...before, changes: change ? { ...others, [name]: change } : others };
    }),
  };

  /** Shows the errors of all fields, or only of the configuration. Returns whether there are none. */
  const validate = (all: boolean) => {
    const found = all ? current : current.filter(isOfConfig);
    const pointers = found.map(({ pointer }) => pointer);
    setReported(before => ({ pointers, server: [], attempt: before.attempt + 1 }));
    return found.length === 0;
  };

  /** Shows the validation errors of a server response. Returns whether the error has any. */
  const showServerErrors = (error: unknown) => {
    if (!(error instanceof ApiError) || error.errors.length === 0) return false;
    setReported(before => ({ pointers: [], server: error.errors, sent: body, attempt: before.attempt + 1 }));
    return true;
  };

  return {
    draft, body, errors, context, validate, showServerErrors,
    attempts: reported.attempt,
    shown: shownSchema(schema, draft, stored),
    data: visibleData(schema, draft),
    setName: (name: string) => setDraft(before => ({ ...before, name })),
    setSchedule: (schedule: Draft['schedule']) => setDraft(before => ({ ...before, schedule })),
    setFormat: (format: string) => setDraft(before => ({ ...before, format })),
    setData: (data: Draft['data']) => setDraft(before => withFormData(schema, before, data)),
  };
}
