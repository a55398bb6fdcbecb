/** The console's HTTP API, one function for each call. */
import { eventsOf, type ServerEvent } from './sse.ts';
import type {
  Connector, Input, InputBody, Preview, RecentRecords, RefusedConnector, RejectedLine, Session, Summary, TestRequest,
  ValidationError,
} from './types.ts';

/** A response with an error status, or no response (status 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly title: string;
  readonly errors: ValidationError[];

  constructor(status: number, title: string, detail: string, errors: ValidationError[] = []) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.errors = errors;
  }
}

let csrfToken: string | null = null;
let signedOut: () => void = () => undefined;

/** Sets the listener that is called when the server requires a sign-in. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener;
}

export async function getSession(): Promise<Session> {
  const session = await get<Session>('/api/session');
  csrfToken = session.csrfToken;
  return session;
}

export async function signIn(token: string): Promise<void> {
  await send('POST', '/api/session', { token });
}

export const getConnectors = () => get<Connector[]>('/api/connectors');
export const getRefusedConnectors = () => get<RefusedConnector[]>('/api/connectors/refused');
export const getInputs = () => get<Summary[]>('/api/inputs');
export const getInput = (id: string) => get<Input>(inputPath(id));
export const getRejectedLines = (id: string) => get<RejectedLine[]>(`${inputPath(id)}/rejects?last=50`);
export const getRecords = (id: string) => get<RecentRecords>(`${inputPath(id)}/records?last=20`);
export const downloadPath = (id: string) => `${inputPath(id)}/records/download?last=10000`;
export const eventsPath = (id?: string) => (id === undefined ? '/api/events' : `${inputPath(id)}/events`);

/** Whether the resource of an event stream exists. If the server does not respond, it is assumed to exist. */
export async function exists(events: string): Promise<boolean> {
  const path = events === eventsPath() ? '/api/inputs' : events.replace(/\/events$/, '');
  return fetch(path).then(response => response.status !== 404, () => true);
}

export async function createInput(body: InputBody): Promise<Input> {
  return (await send('POST', '/api/inputs', body)).json() as Promise<Input>;
}

export async function changeInput(id: string, body: InputBody): Promise<Input> {
  return (await send('PUT', inputPath(id), body)).json() as Promise<Input>;
}

export async function deleteInput(id: string, records: boolean): Promise<void> {
  await send('DELETE', `${inputPath(id)}?records=${records}`);
}

export async function runInput(id: string, full: boolean): Promise<void> {
  await send('POST', `${inputPath(id)}/run`, { full });
}

export async function stopInput(id: string): Promise<void> {
  await send('POST', `${inputPath(id)}/stop`);
}

export async function cancelFullResync(id: string): Promise<void> {
  await send('DELETE', `${inputPath(id)}/full`);
}

export async function previewRecords(body: TestRequest, signal: AbortSignal): Promise<Preview> {
  return (await send('POST', '/api/preview', body, signal)).json() as Promise<Preview>;
}

/** Tests the connection and yields an event for each step when the step ends. */
export async function* testConnection(body: TestRequest, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  yield* eventsOf(await send('POST', '/api/check', body, signal));
}

function inputPath(id: string): string {
  return `/api/inputs/${encodeURIComponent(id)}`;
}

async function get<T>(path: string): Promise<T> {
  const response = await fetchFromServer(path, { headers: { Accept: 'application/json' } });
  if (!response.ok) throw await errorOf(response);
  return response.json() as Promise<T>;
}

async function send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const used = csrfToken;
  let response = await sendOnce(method, path, body, signal);
  // A restarted server has a new CSRF token. It did not perform the request that it refused, so retrying is safe.
  if (response.status === 403 && path !== '/api/session') {
    await getSession();
    if (csrfToken !== used) response = await sendOnce(method, path, body, signal);
  }
  if (!response.ok) throw await errorOf(response, path !== '/api/session');
  return response;
}

function sendOnce(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json, text/event-stream' };
  if (csrfToken !== null) headers['X-Csrf-Token'] = csrfToken;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const json = body === undefined ? undefined : JSON.stringify(body);
  return fetchFromServer(path, { method, headers, body: json, signal });
}

async function fetchFromServer(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...request, credentials: 'same-origin' });
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new ApiError(0, 'No response', 'The server does not respond. Check that it is running, and then try again.');
  }
}

/** RFC 9457 problem details. */
interface ProblemJson {
  title?: string;
  detail?: string;
  faults?: ValidationError[];
}

async function errorOf(response: Response, reportSignedOut = true): Promise<ApiError> {
  if (response.status === 401 && reportSignedOut) signedOut();
  const json = await response.json().catch(() => ({})) as ProblemJson;
  const title = json.title ?? `The server returned status ${response.status}`;
  return new ApiError(response.status, title, json.detail ?? '', json.faults);
}
