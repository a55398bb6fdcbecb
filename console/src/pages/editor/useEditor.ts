import { useMemo, useState } from 'react';
import { Problem } from '../../api.ts';
import type { FormContext } from '../../form/context.ts';
import type { Connector, Fault, Input, InputBody, Json } from '../../types.ts';
import {
  bodyOf, draftFaults, faultsToShow, isOfConfig, shownSchema, startDraft, visibleData, withFormData, type Draft,
} from './draft.ts';

interface Told {
  /** Pointers of the faults that the last attempt met. */
  pointers: string[];
  server: Fault[];
  sent?: InputBody;
  attempt: number;
}

/** The state of the form for one input. */
export function useEditor(connector: Connector, input: Input | undefined) {
  const schema = connector.config;
  const [draft, setDraft] = useState<Draft>(() => startDraft(schema, input));
  const [told, setTold] = useState<Told>({ pointers: [], server: [], attempt: 0 });
  const stored = useMemo(() => input?.secrets ?? {}, [input]);
  const body = bodyOf(connector.id, schema, draft, stored);
  const now = draftFaults(schema, draft, stored);
  const sent = told.sent as unknown as Json | undefined;
  const faults = faultsToShow(schema, now, told.pointers, told.server, sent, body as unknown as Json);

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

  /** Tells the faults there are; whether there were none. */
  const attempt = (all: boolean) => {
    const found = all ? now : now.filter(isOfConfig);
    setTold(before => ({ pointers: found.map(({ pointer }) => pointer), server: [], attempt: before.attempt + 1 }));
    return found.length === 0;
  };

  /** Tells the faults that the server found; whether the problem was of that kind. */
  const refused = (problem: unknown) => {
    if (!(problem instanceof Problem) || problem.faults.length === 0) return false;
    setTold(before => ({ pointers: [], server: problem.faults, sent: body, attempt: before.attempt + 1 }));
    return true;
  };

  return {
    draft, body, faults, context, attempt, refused,
    attempts: told.attempt,
    shown: shownSchema(schema, draft, stored),
    data: visibleData(schema, draft),
    setName: (name: string) => setDraft(before => ({ ...before, name })),
    setSchedule: (schedule: Draft['schedule']) => setDraft(before => ({ ...before, schedule })),
    setData: (data: Draft['data']) => setDraft(before => withFormData(schema, before, data)),
  };
}
