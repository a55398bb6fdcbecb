/** What the console's HTTP API gives and takes. Times are RFC 3339 in UTC. */
import type { Schema } from './form/schema.ts';

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

export interface Session {
  csrfToken: string | null;
  version: string;
  signedIn: boolean;
}

export interface Connector {
  id: string;
  name: string;
  version: string;
  description: string;
  config: Schema;
  check: { id: string; title: string }[];
}

export interface RefusedConnector {
  folder: string;
  reason: string;
}

export type ErrorKind = 'config' | 'access' | 'transient' | 'data' | 'checkpoint' | 'internal';

export interface InputError {
  kind: ErrorKind;
  code: string;
  message: string;
  pointer?: string;
  call?: string;
  permission?: string;
  remedy?: string;
}

export type State = 'idle' | 'running' | 'stopping' | 'waiting';
export type Outcome = 'never' | 'done' | 'objectsleft' | 'stopped' | 'failed' | 'interrupted';

/** An input as the list shows it. */
export interface Summary {
  id: string;
  name: string;
  connector: string;
  connectorName: string;
  state: State;
  outcome: Outcome;
  lastError?: InputError;
  nextRun?: string;
  lastRunEnded?: string;
  records: number;
  rejectedLines: number;
  bytes: number;
  objects: number;
  parked: number;
  cursor?: { time: string; key: string };
  lagSeconds?: number;
}

export interface Schedule {
  every?: number;
  cron?: string;
}

export interface Progress {
  started: string;
  listed: number;
  listedBytes: number;
  records: number;
  objects: number;
  bytes: number;
  rejectedLines: number;
  text?: string;
}

export interface Run {
  started: string;
  /** Not known of a run that was cut off. */
  ended?: string;
  outcome: Outcome;
  records: number;
  objects: number;
  bytes: number;
  rejectedLines: number;
  error?: InputError;
  /** What was said of the run besides. */
  remarks?: string[];
}

export interface ObjectLeft {
  object: string;
  version?: string;
  reason: 'parked' | 'archived';
  message: string;
  code?: string;
  attempts: number;
  nextTry?: string;
}

export interface Minute {
  minute: string;
  records: number;
}

export type StoredSecrets = Record<string, { setAt: string }>;

/** An input with all that its own page shows. */
export interface Input extends Summary {
  settings: JsonObject;
  secrets: StoredSecrets;
  schedule: Schedule;
  missingConnector: boolean;
  full: boolean;
  progress?: Progress;
  lastRuns: Run[];
  chart: Minute[];
  left: ObjectLeft[];
  output: { folder: string; files: { name: string; bytes: number }[] };
}

/** What is saved. Of secrets, an absent one is kept and null removes one. */
export interface InputBody {
  name: string;
  connector: string;
  settings: JsonObject;
  secrets: Record<string, Json>;
  schedule: Schedule;
}

/** What is tried before it is saved; the stored secrets of `input` stand in for absent ones. */
export interface TrialBody {
  connector: string;
  settings: JsonObject;
  secrets: Record<string, Json>;
  input?: string;
}

export interface CheckStep {
  id: string;
  title: string;
  outcome: 'passed' | 'failed' | 'skipped';
  message: string;
  error?: InputError;
}

export interface Preview {
  columns: string[];
  records: JsonObject[];
  rejected: { place: string; reason: string }[];
  remarks: string[];
}

export interface Reject {
  place: string;
  reason: string;
  code: string;
  raw: string;
}

export interface RecentRecords {
  file: string;
  records: JsonObject[];
}

/** What is wrong at one place of a body, by JSON pointer. */
export interface Fault {
  pointer: string;
  message: string;
}
