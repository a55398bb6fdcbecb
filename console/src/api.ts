/** The console's HTTP API, one function a call. */
import { eventsOf, type ServerEvent } from './sse.ts';
import type {
  Connector, Fault, Input, InputBody, Preview, RecentRecords, RefusedConnector, Reject, Session, Summary, TrialBody,
} from './types.ts';

/** An answer that is no success, or none at all (status 0). */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly faults: Fault[];

  constructor(status: number, title: string, detail: string, faults: Fault[] = []) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.faults = faults;
  }
}

let csrfToken: string | null = null;
let signedOut: () => void = () => undefined;

/** Has `listener` called whenever the server wants a sign-in. */
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
export const getRefused = () => get<RefusedConnector[]>('/api/connectors/refused');
export const getInputs = () => get<Summary[]>('/api/inputs');
export const getInput = (id: string) => get<Input>(inputPath(id));
export const getRejects = (id: string) => get<Reject[]>(`${inputPath(id)}/rejects?last=50`);
export const getRecords = (id: string) => get<RecentRecords>(`${inputPath(id)}/records?last=20`);
export const downloadPath = (id: string) => `${inputPath(id)}/records/download?last=10000`;
export const eventsPath = (id?: string) => (id === undefined ? '/api/events' : `${inputPath(id)}/events`);

/** Whether what a stream of events tells of is there; where that cannot be asked, it is taken to be. */
export async function isThere(events: string): Promise<boolean> {
  const path = events === eventsPath() ? '/api/inputs' : events.replace(/\/events$/, '');
  return fetch(path).then(answer => answer.status !== 404, () => true);
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

export async function giveUpFull(id: string): Promise<void> {
  await send('DELETE', `${inputPath(id)}/full`);
}

export async function preview(body: TrialBody, signal: AbortSignal): Promise<Preview> {
  return (await send('POST', '/api/preview', body, signal)).json() as Promise<Preview>;
}

/** Tests the connection; each step is given as it ends. */
export async function* check(body: TrialBody, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  yield* eventsOf(await send('POST', '/api/check', body, signal));
}

function inputPath(id: string): string {
  return `/api/inputs/${encodeURIComponent(id)}`;
}

async function get<T>(path: string): Promise<T> {
  const response = await answer(path, { headers: { Accept: 'application/json' } });
  if (!response.ok) throw await problemOf(response);
  return response.json() as Promise<T>;
}

async function send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const used = csrfToken;
  let response = await sendOnce(method, path, body, signal);
  // A server that was started anew has another token; what it refused it did not do.
  if (response.status === 403 && path !== '/api/session') {
    await getSession();
    if (csrfToken !== used) response = await sendOnce(method, path, body, signal);
  }
  if (!response.ok) throw await problemOf(response, path !== '/api/session');
  return response;
}

function sendOnce(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json, text/event-stream' };
  if (csrfToken !== null) headers['X-Csrf-Token'] = csrfToken;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  return answer(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal });
}

async function answer(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...request, credentials: 'same-origin' });
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new Problem(0, 'No answer', 'The server does not answer. Check that it runs, then try again.');
  }
}

interface ProblemJson {
  title?: string;
  detail?: string;
  faults?: Fault[];
}

async function problemOf(response: Response, tellSignedOut = true): Promise<Problem> {
  if (response.status === 401 && tellSignedOut) signedOut();
  const json = await response.json().catch(() => ({})) as ProblemJson;
  const title = json.title ?? `The server answered with status ${response.status}`;
  return new Problem(response.status, title, json.detail ?? '', json.faults);
}
