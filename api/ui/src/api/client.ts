// The one way to the API: a client generated from its OpenAPI document. Errors are problems with a sentence.
import createClient, { type Middleware } from 'openapi-fetch';
import type { Problem, paths } from './schema';

export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail);
  }
}

let csrf: string | null = null;

/** Has every change from now on carry the session's token. */
export function carryToken(token: string | null): void {
  csrf = token;
}

const signed: Middleware = {
  onRequest({ request }) {
    if (csrf !== null && request.method !== 'GET') request.headers.set('X-CSRF-Token', csrf);
    return request;
  },
  async onResponse({ response }) {
    if (response.ok) return response;
    throw new ProblemError(response.status, await problemOf(response));
  },
};

async function problemOf(response: Response): Promise<Problem> {
  const status = response.status;
  try {
    const read = (await response.json()) as Partial<Problem>;
    if (typeof read.detail === 'string') {
      return { type: 'about:blank', title: '', status, by: read.by ?? null, detail: read.detail };
    }
  } catch {
    // Not JSON: a proxy or the server itself failed.
  }
  return { type: 'about:blank', title: '', status, by: null, detail: `The desk answered ${status}.` };
}

export const api = createClient<paths>({ baseUrl: '/api' });
api.use(signed);

/** The data of an answer; an error has been thrown before. */
export async function data<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

/** The data of an answer with its ETag. */
export async function tagged<T>(
  answer: Promise<{ data?: T; response: Response }>,
): Promise<{ value: T; etag: string }> {
  const { data: value, response } = await answer;
  return { value: value as T, etag: response.headers.get('ETag') ?? '*' };
}

/** A key under which a POST is carried out once, however often it is sent. */
export function once(): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': crypto.randomUUID() };
}
