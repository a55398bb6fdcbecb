/** What the fields and widgets of one configuration form need besides what the form library hands them. */
import { createContext, useContext } from 'react';
import type { StoredSecrets } from '../types.ts';
import type { Schema } from './schema.ts';
import type { SecretChanges } from './secrets.ts';

export interface FormContext {
  /** The whole schema, with all branches of its choice. */
  schema: Schema;
  branch: number;
  setBranch: (index: number) => void;
  stored: StoredSecrets;
  changes: SecretChanges;
  setChange: (name: string, change: 'replace' | 'remove' | undefined) => void;
}

export const ConfigContext = createContext<FormContext | undefined>(undefined);

export function useConfigContext(): FormContext {
  const context = useContext(ConfigContext);
  if (!context) throw new Error('A field of a configuration stands outside of its form.');
  return context;
}
