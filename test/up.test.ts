import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../src/deployment/events.ts';
import type { Plan } from '../src/deployment/plan.ts';
import type { Ports } from '../src/deployment/ports.ts';
import { ProxyWebhookError } from '../src/errors.ts';
import { finish } from '../src/run.ts';
import { type UpOptions, type UpResult, up } from '../src/up.ts';
import { denied, failure, loadedConfig, NAME, steps, transient } from './support/engine.ts';
import { ACCOUNT, type FakeAccount, fakeAccount, REGION } from './support/fake-account.ts';

const BUCKET = `proxywebhook-artifacts-${ACCOUNT}-${REGION}`;
let cacheDirectory = '';
beforeAll(async () => {
  cacheDirectory = await mkdtemp(path.join(tmpdir(), 'proxywebhook-up-'));
});
afterAll(() => rm(cacheDirectory, { recursive: true, force: true }));

describe('up makes a stack', () => {
  it('creates it, and says so', async () => {
    const account = fakeAccount();
    const { result } = await deployed(account);
    expect(result.outcome).toBe('created');
    expect(result.stack.status).toBe('CREATE_COMPLETE');
    expect(result.outputs.WebhookUrl).toMatch(/^https:/);
    expect(account.find(NAME)?.stack.tags).toMatchObject({ 'proxywebhook:environment': 'dev' });
  });

  it('makes bucket and artifact after the approval and before executing', async () => {
    const account = fakeAccount();
    await deployed(account);
    const order = ['changeSets.create', 'artifacts.createBucket', 'artifacts.put', 'changeSets.execute'];
    expect(account.calls.filter((call) => order.includes(call))).toEqual(order);
    expect(account.buckets.get(BUCKET)).toBe(ACCOUNT);
  });

  it('makes the service-linked role of RDS where it is missing, and plans it', async () => {
    const account = fakeAccount({ serviceLinkedRole: false });
    const { plan } = await deployed(account);
    expect(plan?.createServiceLinkedRole).toBe(true);
    expect(account.control.role).toBe(true);
  });

  it('chooses zones once, and never one that RDS Proxy is not in', async () => {
    const account = fakeAccount();
    await deployed(account);
    const parameters = account.find(NAME)?.stack.parameters;
    expect([parameters?.ZoneA, parameters?.ZoneB]).toEqual(['us-east-1a', 'us-east-1b']);
    await deployed(account, { function: { memoryMb: 512 } });
    expect(account.find(NAME)?.stack.parameters).toEqual(parameters);
    expect(account.calls.filter((call) => call === 'account.zones')).toHaveLength(1);
  });

  it('gives the key of view links 64 random hexadecimal digits', async () => {
    const account = fakeAccount();
    await deployed(account);
    expect(account.find(NAME)?.stack.parameters.ViewKey).toMatch(/^[0-9a-f]{64}$/);
  });

  it('reuses an empty stack in review that somebody left', async () => {
    const account = fakeAccount();
    await account.ports.changeSets.create({ ...REQUEST, stackName: NAME });
    account.changeSets.clear();
    const { result } = await deployed(account);
    expect(result.outcome).toBe('created');
  });
});

describe('up of a stack that is there', () => {
  it('changes nothing, asks nothing and uploads nothing when nothing differs', async () => {
    const account = fakeAccount();
    await deployed(account);
    account.calls.length = 0;
    const { result, asked } = await deployed(account);
    expect(result.outcome).toBe('unchanged');
    expect(asked).toBe(0);
    expect(account.calls).not.toContain('artifacts.put');
    expect(account.changeSets.size).toBe(0);
  });

  it('puts the artifact back when it is gone from the bucket although nothing differs', async () => {
    const account = fakeAccount();
    await deployed(account);
    account.objects.clear();
    const { result, asked } = await deployed(account);
    expect([result.outcome, asked, account.objects.size]).toEqual(['unchanged', 1, 1]);
  });

  it('updates in place what can be, and says what it changes', async () => {
    const account = fakeAccount();
    await deployed(account);
    const { result, plan } = await deployed(account, { function: { memoryMb: 512 } });
    expect(result.outcome).toBe('updated');
    expect(plan?.changes).toMatchObject([
      { kind: 'change', resourceType: 'AWS::Lambda::Function', properties: ['MemorySize'] },
    ]);
  });

  it('turns termination protection on and off after asking, also when nothing else differs', async () => {
    const account = fakeAccount();
    await deployed(account);
    const { result, plan } = await deployed(account, { terminationProtection: true });
    expect(result.outcome).toBe('updated');
    expect(plan?.terminationProtection).toEqual({ from: false, to: true });
    expect(account.find(NAME)?.stack.terminationProtection).toBe(true);
  });

  it('is not fooled by descriptions of how the stack was before', async () => {
    const account = fakeAccount();
    await deployed(account);
    const events = await eventsOf(account, { function: { memoryMb: 512 } }, {}, () => {
      account.control.stale = 12;
    });
    expect(events.some((event) => event.type === 'stack-changed' && event.status === 'UPDATE_COMPLETE')).toBe(
      true,
    );
  });

  it.each(['True', 'Conditional'] as const)(
    'refuses to replace the database (%s), tells why and how to allow it, and leaves no change set',
    async (replacement) => {
      const account = fakeAccount();
      await deployed(account);
      account.replacing.set('DatabaseInstance', replacement);
      const change = { database: { instanceClass: 'db.t4g.small' } };
      const error = await failure(deployed(account, change));
      expect(error.code).toBe('refused');
      expect(error.message).toContain('DatabaseInstance (AWS::RDS::DBInstance)');
      expect(error.message).toContain('DBInstanceClass');
      expect(error.remedies.at(-1)).toContain('--allow-replace DatabaseInstance');
      expect(account.changeSets.size).toBe(0);
      expect(account.find(NAME)?.stack.status).toBe('CREATE_COMPLETE');
      const { result } = await deployed(account, change, { allowReplace: ['DatabaseInstance'] });
      expect(result.outcome).toBe('updated');
    },
  );

  it('refuses an --allow-replace of something that is not in the stack', async () => {
    const account = fakeAccount();
    await deployed(account);
    const run = deployed(account, { function: { memoryMb: 512 } }, { allowReplace: ['DatabaseInstanze'] });
    expect(await failure(run)).toMatchObject({
      code: 'usage',
      message: expect.stringContaining('DatabaseInstanze'),
    });
    expect(account.changeSets.size).toBe(0);
  });
});

describe('up leaves nothing behind', () => {
  it('when the plan of a new stack is declined', async () => {
    const account = fakeAccount();
    const error = await failure(deployed(account, {}, { approve: async () => false }));
    expect(error.code).toBe('declined');
    expectNothing(account);
  });

  it('when the plan of an update is declined', async () => {
    const account = fakeAccount();
    await deployed(account);
    await failure(deployed(account, { function: { memoryMb: 512 } }, { approve: async () => false }));
    expect(account.changeSets.size).toBe(0);
    expect(account.find(NAME)?.stack.status).toBe('CREATE_COMPLETE');
  });

  it('when it is interrupted while it asks', async () => {
    const account = fakeAccount();
    const controller = new AbortController();
    const approve = () => {
      controller.abort();
      return new Promise<boolean>(() => {});
    };
    const error = await failure(deployed(account, {}, { approve, signal: controller.signal }));
    expect(error).toMatchObject({ code: 'cancelled', message: expect.stringContaining('is as it was') });
    expectNothing(account);
  });

  it('when early validation refuses the change set, whose reasons it tells', async () => {
    const account = fakeAccount();
    account.validation.push({
      name: 'PROPERTY_VALIDATION',
      path: '/Resources/X/Port',
      reason: 'no such port',
    });
    const error = await failure(deployed(account));
    expect(error.code).toBe('deployment-failed');
    expect(error.message).toContain('no such port (/Resources/X/Port)');
    expectNothing(account);
  });

  it('when access to a single call is denied', async () => {
    const account = fakeAccount();
    account.faults.set('changeSets.describe', [denied('cloudformation:DescribeChangeSet')]);
    const error = await failure(deployed(account));
    expect(error).toMatchObject({
      code: 'access-denied',
      message: expect.stringContaining('DescribeChangeSet'),
    });
    expectNothing(account);
  });

  it('when whoever listens stops listening', async () => {
    const account = fakeAccount();
    for await (const event of up(loadedConfig(), upOptions(account, {}))) {
      if (event.type === 'planned') break;
    }
    expectNothing(account);
  });

  it('when the answer to CreateChangeSet is lost', async () => {
    const account = fakeAccount();
    const { create } = account.ports.changeSets;
    const ports = {
      ...account.ports,
      changeSets: {
        ...account.ports.changeSets,
        create: async (request: Parameters<typeof create>[0]) => {
          await create(request);
          throw new ProxyWebhookError('unreachable', 'The connection broke.', { data: { retryable: true } });
        },
      },
    };
    expect((await failure(deployed(account, {}, { ports }))).code).toBe('unreachable');
    expectNothing(account);
  });

  it('but goes on when only the answer to ExecuteChangeSet is lost', async () => {
    const account = fakeAccount();
    const { changeSets } = account.ports;
    const lossy: typeof changeSets = {
      ...changeSets,
      async execute(arn, options) {
        await changeSets.execute(arn, options);
        throw transient();
      },
    };
    const { result } = await deployed(account, {}, { ports: { ...account.ports, changeSets: lossy } });
    expect(result.outcome).toBe('created');
  });

  it('but tells of a change set that it could not delete', async () => {
    const account = fakeAccount();
    account.faults.set('changeSets.delete', [denied('cloudformation:DeleteChangeSet')]);
    const events: DeploymentEvent[] = [];
    await failure(
      finish(up(loadedConfig(), upOptions(account, { approve: async () => false })), (it) => events.push(it)),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'warned', message: expect.stringContaining('could not be deleted') }),
    );
  });
});

describe('up refuses before it touches anything', () => {
  it('another account than the configuration names', async () => {
    const account = fakeAccount();
    const error = await failure(deployed(account, { account: '210987654321' }));
    expect(error.code).toBe('wrong-account');
    expect(account.calls).toEqual(['account.identity']);
  });

  it('a bucket that belongs to somebody else', async () => {
    const account = fakeAccount({ buckets: { [BUCKET]: '999999999999' } });
    expect(await failure(deployed(account))).toMatchObject({
      code: 'refused',
      message: expect.stringContaining(BUCKET),
    });
    expectNothing(account);
  });

  it('a stack that something else made', async () => {
    const account = fakeAccount();
    await deployed(account);
    tag(account, {});
    expect(await failure(deployed(account))).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('not made by proxywebhook'),
    });
  });

  it('the stack of another environment', async () => {
    const account = fakeAccount();
    await deployed(account);
    const error = await failure(deployed(account, { environment: 'prod', stackName: NAME }));
    expect(error).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('belongs to the environment dev'),
    });
  });

  it.each([
    ['UPDATE_ROLLBACK_FAILED', 'recover'],
    ['UPDATE_FAILED', 'recover'],
    ['DELETE_FAILED', 'down'],
    ['IMPORT_ROLLBACK_FAILED', 'events'],
  ] as const)('a stack that is %s, naming `%s`', async (status, command) => {
    const account = fakeAccount();
    await deployed(account);
    const of = account.find(NAME);
    if (of !== undefined) of.stack = { ...of.stack, status };
    const error = await failure(deployed(account));
    expect(error.code).toBe('refused');
    expect(error.remedies[0]).toContain(`npx proxywebhook ${command} --env dev`);
  });
});

describe('up of a busy stack', () => {
  it('attaches, tells the events of the operation, waits for its end and goes on', async () => {
    const account = fakeAccount();
    await deployed(account);
    account.begin(NAME, 'update');
    const { result, events } = await deployed(account, { function: { memoryMb: 512 } });
    expect(result.outcome).toBe('updated');
    expect(steps(events)).toContain('wait-for-other');
    expect(events.filter((it) => it.type === 'stack-changed').map(({ status }) => status)).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE',
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE',
    ]);
  });

  it('waits for a deletion and creates anew', async () => {
    const account = fakeAccount();
    await deployed(account);
    account.begin(NAME, 'delete');
    expect((await deployed(account)).result.outcome).toBe('created');
  });

  it('is an error when it may not wait', async () => {
    const account = fakeAccount();
    await deployed(account);
    account.begin(NAME, 'update');
    const error = await failure(deployed(account, {}, { wait: false }));
    expect(error.code).toBe('stack-busy');
    expect(error.remedies.join(' ')).toContain('cancel --env dev');
  });
});

describe('up that fails half way', () => {
  it('tells the cause when it appears, follows the rollback to its end, and fails with the cause', async () => {
    const account = fakeAccount();
    account.failing.set('ProxyTargets', 'Timed out waiting for target group to become available.');
    account.targets.push({
      id: 'db',
      state: 'UNAVAILABLE',
      reason: 'AUTH_FAILURE',
      description: 'no credentials',
    });
    const events: DeploymentEvent[] = [];
    const error = await failure(finish(up(loadedConfig(), upOptions(account, {})), (it) => events.push(it)));
    expect(error.code).toBe('deployment-failed');
    expect(error.message).toContain('ProxyTargets (AWS::RDS::DBProxyTargetGroup): Timed out waiting');
    expect(error.message).toContain('AUTH_FAILURE');
    expect(error.data).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    const types = events.map((it) => (it.type === 'stack-changed' ? it.status : it.type));
    expect(types.indexOf('cause-found')).toBeLessThan(types.indexOf('ROLLBACK_IN_PROGRESS'));
    expect(types.filter((it) => it === 'cause-found')).toHaveLength(1);
    expect(account.find(NAME)?.stack.status).toBe('ROLLBACK_COMPLETE');
  });

  it('is replaced by the next up, which says why it failed before and asks', async () => {
    const account = fakeAccount();
    account.failing.set('ProxyProxy', 'DB subnet has no free addresses');
    await failure(deployed(account));
    account.failing.clear();
    const { result, plan, asked } = await deployed(account);
    expect([result.outcome, plan?.action, asked]).toEqual(['recreated', 'recreate', 1]);
    expect(plan?.recreate?.causes).toMatchObject([{ logicalId: 'ProxyProxy' }]);
    expect(plan?.changes.every(({ kind }) => kind === 'add')).toBe(true);
  });

  it('stays as it is when its replacement is declined', async () => {
    const account = fakeAccount();
    account.failing.set('ProxyProxy', 'no');
    await failure(deployed(account));
    const error = await failure(deployed(account, {}, { approve: async () => false }));
    expect(error.code).toBe('declined');
    expect(account.find(NAME)?.stack.status).toBe('ROLLBACK_COMPLETE');
  });

  it('of an update leaves the stack as it was, and the next up can update', async () => {
    const account = fakeAccount();
    await deployed(account);
    account.failing.set('FunctionFunction', 'no');
    const error = await failure(deployed(account, { function: { memoryMb: 512 } }));
    expect(error.message).toContain('The stack is as it was before');
    account.failing.clear();
    expect((await deployed(account, { function: { memoryMb: 512 } })).result.outcome).toBe('updated');
  });
});

describe('what up tells', () => {
  it('finishes every step that it starts, also when it fails', async () => {
    for (const failing of [undefined, 'ProxyProxy']) {
      const account = fakeAccount();
      if (failing !== undefined) account.failing.set(failing, 'no');
      const events: DeploymentEvent[] = [];
      await finish(up(loadedConfig(), upOptions(account, {})), (it) => events.push(it)).catch(() => {});
      const open: string[] = [];
      for (const event of events) {
        if (event.type === 'step-started') open.push(event.step);
        if (event.type === 'step-finished') expect(open.pop()).toBe(event.step);
      }
      expect(open).toEqual([]);
    }
  });

  it('takes its steps in the written order', async () => {
    const { events } = await deployed(fakeAccount({ serviceLinkedRole: false }));
    expect(steps(events)).toEqual([
      'identity',
      'observe',
      'preflight',
      'bundle',
      'change-set',
      'approve',
      'service-linked-role',
      'bucket',
      'upload',
      'execute',
    ]);
  });

  it('proves what it made unless told not to', async () => {
    const account = fakeAccount();
    account.targets.push({ id: 'db', state: 'AVAILABLE' });
    const { events } = await deployed(account, {}, { verify: true });
    expect(steps(events).slice(-3)).toEqual(['target-health', 'invoke-check', 'public-check']);
  });

  it('tells the outputs of a stack that stands but does not work', async () => {
    const account = fakeAccount();
    account.targets.push({ id: 'db', state: 'AVAILABLE' });
    const ports: Ports = {
      ...account.ports,
      functions: {
        ...account.ports.functions,
        invoke: async () => ({ payload: { ok: false, error: 'no such table' } }),
      },
    };
    await expect(deployed(account, {}, { verify: true, ports })).rejects.toMatchObject({
      code: 'unhealthy',
      message: expect.stringContaining('The stack is deployed, but'),
      data: { outputs: { WebhookUrl: 'https://abc.execute-api.us-east-1.amazonaws.com' } },
    });
  });

  it('says that the stack stands when only its protection could not be turned on', async () => {
    const account = fakeAccount();
    const refusal = new ProxyWebhookError(
      'access-denied',
      'Not allowed: cloudformation:UpdateTerminationProtection.',
    );
    const ports: Ports = {
      ...account.ports,
      stacks: { ...account.ports.stacks, setTerminationProtection: () => Promise.reject(refusal) },
    };
    await expect(deployed(account, { terminationProtection: true }, { ports })).rejects.toMatchObject({
      code: 'access-denied',
      message: expect.stringContaining(
        'The stack is deployed, but its termination protection could not be turned on.',
      ),
      data: { outputs: { WebhookUrl: 'https://abc.execute-api.us-east-1.amazonaws.com' } },
    });
  });
});

const REQUEST = {
  changeSetName: 'somebody',
  type: 'CREATE',
  templateBody: '{"Resources":{}}',
  parameters: {},
  tags: {},
  token: 't',
} as const;

function upOptions(account: FakeAccount, options: Partial<UpOptions>): UpOptions {
  return { ports: account.ports, approve: async () => true, verify: false, cacheDirectory, ...options };
}

async function deployed(
  account: FakeAccount,
  input: Readonly<Record<string, unknown>> = {},
  options: Partial<UpOptions> = {},
): Promise<{ result: UpResult; events: DeploymentEvent[]; plan: Plan | undefined; asked: number }> {
  const events: DeploymentEvent[] = [];
  let asked = 0;
  const approve = async (plan: Plan) => {
    asked += 1;
    return options.approve === undefined || options.approve(plan);
  };
  const result = await finish(up(loadedConfig(input), upOptions(account, { ...options, approve })), (it) =>
    events.push(it),
  );
  const plan = events.findLast((it) => it.type === 'planned')?.plan;
  return { result, events, plan, asked };
}

async function eventsOf(
  account: FakeAccount,
  input: Readonly<Record<string, unknown>>,
  options: Partial<UpOptions>,
  onExecute: () => void,
): Promise<DeploymentEvent[]> {
  const events: DeploymentEvent[] = [];
  await finish(up(loadedConfig(input), upOptions(account, options)), (event) => {
    events.push(event);
    if (event.type === 'step-started' && event.step === 'execute') onExecute();
  });
  return events;
}

function expectNothing(account: FakeAccount): void {
  expect([...account.stacks.keys()]).toEqual([]);
  expect(account.changeSets.size).toBe(0);
  expect(account.objects.size).toBe(0);
  expect([...account.buckets.values()].filter((owner) => owner === ACCOUNT)).toEqual([]);
}

function tag(account: FakeAccount, tags: Readonly<Record<string, string>>): void {
  const of = account.find(NAME);
  if (of !== undefined) of.stack = { ...of.stack, tags };
}
