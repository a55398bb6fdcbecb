/** The requests and responses of the console's HTTP API. Times are in RFC 3339 format, in UTC. */
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
  category?: string;
  syncMode?: 'incremental' | 'full';
  documentationUrl?: string;
  description: string;
  config: Schema;
  check: { id: string; title: string }[];
  formats: RecordFormat[];
}

/** A format in which a connector delivers its records. */
export interface RecordFormat {
  id: string;
  title: string;
  description: string;
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

/** An input in the list of inputs. */
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
  /** Absent for a run that was interrupted. */
  ended?: string;
  outcome: Outcome;
  records: number;
  objects: number;
  bytes: number;
  rejectedLines: number;
  error?: InputError;
  /** Messages about the run other than its error. */
  remarks?: string[];
}

/** An object that could not be read. */
export interface UnreadObject {
  object: string;
  version?: string;
  reason: 'parked' | 'archived';
  message: string;
  code?: string;
  attempts: number;
  nextTry?: string;
}

/** The number of records that were committed in one minute. */
export interface Minute {
  minute: string;
  records: number;
}

export type StoredSecrets = Record<string, { setAt: string }>;

/** An input with all details that its page shows. */
export interface Input extends Summary {
  settings: JsonObject;
  secrets: StoredSecrets;
  schedule: Schedule;
  /** The id of the format of the records. */
  format: string;
  missingConnector: boolean;
  full: boolean;
  progress?: Progress;
  lastRuns: Run[];
  chart: Minute[];
  left: UnreadObject[];
  output: { folder: string; files: { name: string; bytes: number }[] };
}

/** The body of a request that saves an input. An absent secret is kept, and null removes a secret. */
export interface InputBody {
  name: string;
  connector: string;
  settings: JsonObject;
  secrets: Record<string, Json>;
  schedule: Schedule;
  format: string;
}

/** A configuration to test or preview. If `input` is set, its stored secrets are used for absent ones. */
export interface TestRequest {
  connector: string;
  settings: JsonObject;
  secrets: Record<string, Json>;
  format: string;
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

export interface RejectedLine {
  place: string;
  reason: string;
  code: string;
  raw: string;
}

export interface RecentRecords {
  file: string;
  records: JsonObject[];
}

/** An error in one member of a request body. `pointer` is a JSON pointer. */
export interface ValidationError {
  pointer: string;
  message: string;
}
