import { randomUUID } from 'node:crypto';
import { describeFault } from './faults.ts';
import type { JobEvent } from './http-event.ts';
import type { InspectedRequest } from './received-request.ts';
import type { Opened } from './situation.ts';
import { VIEW_JOBS } from './view/view-jobs.ts';

export interface JobSituation {
  readonly open: () => Opened;
  /** Milliseconds of `performance.now()`. */
  readonly arrived: number;
  /** Milliseconds until Lambda ends the invocation. */
  readonly remaining: number;
}

export type JobAnswer =
  | { readonly ok: true; readonly [detail: string]: unknown }
  | { readonly ok: false; readonly error: string };

/** One job: what it rejects with is told in words as `{ ok: false, error }`. */
export type Job = (event: JobEvent, situation: JobSituation) => Promise<JobAnswer>;

/** By the name that an invocation asks for. */
const JOBS: Readonly<Record<string, Job>> = { check, maintain, ...VIEW_JOBS };

/** Retention goes on for this long at most when nothing else limits it: the next hour continues. */
const LONGEST_MAINTENANCE = 60_000;
const DAY = 86_400_000;

/** Does what an invocation from inside the account asks for, and tells in plain data how it went. */
export async function runJob(event: JobEvent | undefined, situation: JobSituation): Promise<JobAnswer> {
  const name = event?.proxywebhook ?? '';
  const job = Object.hasOwn(JOBS, name) ? JOBS[name] : undefined;
  if (event === undefined || job === undefined) return { ok: false, error: UNKNOWN };
  try {
    return await job(event, situation);
  } catch (error) {
    const told = describeFault(error);
    console.error({ event: 'job-failed', job: name, error: told });
    return { ok: false, error: told };
  }
}

const UNKNOWN = `This function takes HTTP API events and { "proxywebhook": ${Object.keys(JOBS)
  .map((name) => `"${name}"`)
  .join(' | ')} }.`;

/** Stores a request inside a transaction and takes it back: the whole path works, and nothing is left of it. */
async function check(_: JobEvent, { open, arrived, remaining }: JobSituation): Promise<JobAnswer> {
  const { settings, store } = open();
  const deadline = arrived + Math.min(settings.budget.answer, remaining);
  const { server } = await store.rehearse(sample(), deadline);
  return { ok: true, milliseconds: since(arrived), server };
}

async function maintain(_: JobEvent, { open, arrived, remaining }: JobSituation): Promise<JobAnswer> {
  const { settings, store } = open();
  const before = Date.now() - settings.capture.retentionDays * DAY;
  const deadline = arrived + Math.min(LONGEST_MAINTENANCE, remaining);
  const { deleted, done } = await store.deleteBefore(before, deadline);
  console.info({ event: 'maintained', deleted, done, milliseconds: since(arrived) });
  return { ok: true, milliseconds: since(arrived), deleted, done };
}

function sample(): InspectedRequest {
  return {
    requestId: randomUUID(),
    receivedAt: Date.now(),
    method: 'POST',
    path: '/_/check',
    query: '',
    sourceIp: '',
    headers: {},
    body: Buffer.from('{"proxywebhook":"check"}'),
    route: undefined,
    signature: 'none',
    deliveryId: undefined,
    event: undefined,
  };
}

function since(moment: number): number {
  return Math.round(performance.now() - moment);
}
