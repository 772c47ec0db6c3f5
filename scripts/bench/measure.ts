import autocannon from 'autocannon';

/** One request, repeated. */
export interface Target {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
}

export interface Load {
  requestsPerSecond: number;
  /** Milliseconds of every answer. */
  times: number[];
}

export const CONNECTIONS = 16;

/** Loads a target over kept-alive connections. Throws when a single answer is anything but 200. */
export async function load(target: Target, seconds: number): Promise<Load> {
  const times: number[] = [];
  const began = performance.now();
  let ended = began;
  const run = autocannon({ ...target, connections: CONNECTIONS, duration: seconds });
  run.on('response', (_client, _status, _bytes, time) => {
    times.push(time);
    ended = performance.now();
  });
  const result = await run;
  if (result.errors > 0 || result.non2xx > 0) {
    throw new Error(`${target.url}: ${result.errors} errors, ${result.non2xx} answers other than 200`);
  }
  return { requestsPerSecond: (times.length / (ended - began)) * 1000, times };
}

/** The answer's `data`, to compare with others before anything is measured. */
export async function answerOf({ url, ...request }: Target): Promise<unknown> {
  const answer = await fetch(url, request);
  const body = (await answer.json()) as { data?: unknown };
  if (!answer.ok || !body.data) throw new Error(`${url} answers ${answer.status}: ${JSON.stringify(body)}`);
  return body.data;
}

/** The value below which the share `part` of the values lies. */
export function percentile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export const median = (values: number[]) => percentile(values, 0.5);
