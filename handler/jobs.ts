import { randomUUID } from 'node:crypto';
import { describeFault } from './faults.ts';
import type { ReceivedRequest } from './received-request.ts';
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

/** Retention goes on for this long at most when nothing else limits it: the next hour continues. */
const LONGEST_MAINTENANCE = 60_000;
const DAY = 86_400_000;

/** Does what an invocation from inside the account asks for, and tells in plain data how it went. */
export async function runJob(
  job: string | undefined,
  event: unknown,
  situation: JobSituation,
): Promise<JobAnswer> {
  try {
    switch (job) {
      case 'check':
        return await check(situation);
      case 'maintain':
        return await maintain(situation);
      case 'login':
      case 'list':
      case 'show':
      case 'export':
        return await VIEW_JOBS[job](event as Readonly<Record<string, unknown>>, situation);
      default:
        return {
          ok: false,
          error:
            'This function takes HTTP API events and { "proxywebhook": "check" | "maintain" | "login" | "list" | "show" | "export" }.',
        };
    }
  } catch (error) {
    const told = describeFault(error);
    console.error({ event: 'job-failed', job, error: told });
    return { ok: false, error: told };
  }
}

/** Stores a request inside a transaction and takes it back: the whole path works, and nothing is left of it. */
async function check({ open, arrived, remaining }: JobSituation): Promise<JobAnswer> {
  const { settings, store } = open();
  const deadline = arrived + Math.min(settings.budget.answer, remaining);
  const { server } = await store.rehearse(sample(), deadline);
  return { ok: true, milliseconds: since(arrived), server };
}

async function maintain({ open, arrived, remaining }: JobSituation): Promise<JobAnswer> {
  const { settings, store } = open();
  const before = Date.now() - settings.capture.retentionDays * DAY;
  const deadline = arrived + Math.min(LONGEST_MAINTENANCE, remaining);
  const { deleted, done } = await store.deleteBefore(before, deadline);
  console.info({ event: 'maintained', deleted, done, milliseconds: since(arrived) });
  return { ok: true, milliseconds: since(arrived), deleted, done };
}

function sample(): ReceivedRequest {
  return {
    requestId: randomUUID(),
    receivedAt: Date.now(),
    method: 'POST',
    path: '/_/check',
    query: '',
    sourceIp: '',
    headers: {},
    body: Buffer.from('{"proxywebhook":"check"}'),
  };
}

function since(moment: number): number {
  return Math.round(performance.now() - moment);
}
