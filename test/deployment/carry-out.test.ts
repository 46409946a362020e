import { describe, expect, it } from 'vitest';
import { interrupted, orAborted } from '../../src/deployment/abort.ts';
import { carryOut } from '../../src/deployment/carry-out.ts';
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import type { Plan } from '../../src/deployment/plan.ts';
import { ProxyWebhookError } from '../../src/errors.ts';
import { finish } from '../../src/run.ts';
import { failure, steps } from '../support/engine.ts';
import { fakeAccount } from '../support/fake-account.ts';

describe('carrying out a plan', () => {
  it('does what the plan names, in order, and nothing else', async () => {
    const account = fakeAccount();
    const events = await carriedOut(account, PLAN);
    expect(steps(events)).toEqual(['service-linked-role', 'bucket', 'upload']);
    expect(account.calls).toEqual([
      'account.createRdsServiceLinkedRole',
      'artifacts.createBucket',
      'artifacts.put',
    ]);
    const idle = fakeAccount();
    expect(await carriedOut(idle, { ...NOTHING, action: 'none' })).toEqual([]);
    expect(idle.calls).toEqual([]);
  });

  it('looks again for an artifact that was there, and uploads it when somebody deleted it, with its bucket', async () => {
    const account = fakeAccount();
    await account.ports.artifacts.put('bucket', 'handler/1.zip', ARTIFACT.body, 'owner');
    expect(await carriedOut(account, NOTHING)).toEqual([]);
    await account.ports.artifacts.delete('bucket', 'handler/1.zip', 'owner');
    expect(steps(await carriedOut(account, NOTHING))).toEqual(['bucket', 'upload']);
    expect(await account.ports.artifacts.has('bucket', 'handler/1.zip', 'owner')).toBe(true);
  });

  it('tells how far the upload is, and last that it is whole', async () => {
    const account = fakeAccount();
    account.ports.artifacts.put = async (_bucket, _key, _body, _owner, sent) => {
      for (const bytes of [3, 7]) {
        sent?.(bytes);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const events = await carriedOut(account, PLAN);
    expect(events.filter((it) => it.type === 'upload-progress')).toEqual([
      { type: 'upload-progress', sentBytes: 3, totalBytes: 7 },
      { type: 'upload-progress', sentBytes: 7, totalBytes: 7 },
    ]);
  });

  it('tells a failed upload as the failed step that it is', async () => {
    const account = fakeAccount();
    account.faults.set('artifacts.put', [
      new ProxyWebhookError('access-denied', 'Not allowed: s3:PutObject.'),
    ]);
    const events: DeploymentEvent[] = [];
    const error = await failure(finish(carryOut(PLAN, ARTIFACT, account), (it) => events.push(it)));
    expect(error.code).toBe('access-denied');
    expect(events.at(-1)).toMatchObject({ type: 'step-finished', step: 'upload', failed: true });
  });
});

describe('waiting for a promise or an abort', () => {
  it('gives what the promise gives, or `cancelled` when the abort comes first', async () => {
    const controller = new AbortController();
    expect(await orAborted(Promise.resolve(1), controller.signal)).toBe(1);
    const never = orAborted(new Promise(() => {}), controller.signal);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(never).rejects.toMatchObject({ code: 'cancelled', cause: reason });
  });
});

describe('the error of an interruption', () => {
  const at = { stackName: 'proxywebhook-dev', resume: 'npx proxywebhook up' };
  const aborted = AbortSignal.abort();

  it('says whether the stack is as it was', () => {
    const before = interrupted(aborted.reason, aborted, { ...at, touched: false });
    expect(before).toMatchObject({ code: 'cancelled', message: expect.stringContaining('is as it was') });
    const after = interrupted(aborted.reason, aborted, { ...at, touched: true });
    expect(after).toMatchObject({
      message: expect.stringContaining('is not at work on proxywebhook-dev any more'),
    });
  });

  it('leaves an error alone that nobody interrupted, and one that says what goes on', () => {
    const error = new Error('other');
    expect(interrupted(error, undefined, { ...at, touched: false })).toBe(error);
    const goesOn = new ProxyWebhookError('cancelled', 'x', { data: { goesOn: true, stackName: 'a' } });
    expect(interrupted(goesOn, aborted, { ...at, touched: true })).toBe(goesOn);
  });
});

const ARTIFACT = { bucket: 'bucket', key: 'handler/1.zip', body: new Uint8Array(7) };

const PLAN: Plan = {
  action: 'create',
  environment: 'dev',
  stackName: 'proxywebhook-dev',
  account: '123456789012',
  region: 'us-east-1',
  changes: [],
  bucketToCreate: 'bucket',
  upload: { bucket: 'bucket', key: 'handler/1.zip', bytes: 7 },
  createServiceLinkedRole: true,
  cost: { total: 0, lines: [] },
  regulatingChain: {
    requestsPerSecond: 1,
    environments: 1,
    proxyConnections: 1,
    databaseConnections: 1,
    warnings: [],
  },
  refused: [],
  warnings: [],
  findings: [],
  skippedChecks: [],
};

const { bucketToCreate: _, upload: __, ...REST } = PLAN;
const NOTHING: Plan = { ...REST, action: 'update', createServiceLinkedRole: false };

async function carriedOut(account: ReturnType<typeof fakeAccount>, plan: Plan): Promise<DeploymentEvent[]> {
  const events: DeploymentEvent[] = [];
  await finish(carryOut(plan, ARTIFACT, account), (event) => events.push(event));
  return events;
}
