/** The state of a configuration form that its fields and widgets need in addition to their values. */
import { createContext, useContext } from 'react';
import type { StoredSecrets } from '../types.ts';
import type { Schema } from './schema.ts';
import type { SecretChanges } from './secrets.ts';

export interface FormContext {
  /** The complete schema, with all branches of its choice. */
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
  if (!context) throw new Error('A configuration field must be inside a configuration form.');
  return context;
}
