// The same commands on MiniStack when it is slow, throttles, fails and loses its answers: every exit code is true, and nothing is left.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FaultyFront, startFaultyFront } from './faulty-front.ts';
import { type MiniStack, type Project, startMiniStack } from './ministack.ts';
import { artifacts, remains } from './remains.ts';

const CONFIG = { database: { username: 'receiver' } };

let ministack: MiniStack;
beforeAll(async () => {
  ministack = await startMiniStack();
}, 120_000);
afterEach(() => ministack.befall({}));
afterAll(() => ministack?.stop());

describe('on a MiniStack that is not well', () => {
  it('throttled, failed and lost answers change nothing of how it ends', async () => {
    const project = await ministack.project('faults', CONFIG);
    const front = await startFaultyFront(ministack.endpoint, 4);
    try {
      await succeeds(project, 'up --yes', /is deployed/, front);
      const made = await remains(ministack.endpoint, project.stackName);
      expect(made.stacks).toEqual([`${project.stackName} CREATE_COMPLETE`]);
      const uploaded = await artifacts(ministack.endpoint);
      await succeeds(project, 'up --yes', /no changes/, front);
      await succeeds(project, 'diff', /No changes\./, front);
      await project.configure({ ...CONFIG, function: { memoryMb: 512 } });
      await succeeds(project, 'up --yes', /is updated/, front);
      await succeeds(project, 'status', /healthy/, front);
      expect(await remains(ministack.endpoint, project.stackName)).toEqual({
        ...made,
        stacks: [`${project.stackName} UPDATE_COMPLETE`],
      });
      expect(await artifacts(ministack.endpoint)).toEqual(uploaded);
      await succeeds(project, 'down --yes', /is deleted/, front);
      const { snapshots, ...left } = await remains(ministack.endpoint, project.stackName);
      expect([left, snapshots?.length]).toEqual([{}, 1]);
      for (const times of Object.values(front.befallen)) expect(times).toBeGreaterThan(3);
    } finally {
      await front.stop();
    }
  });

  it('an up that is killed while resources are slow is taken up by the next one', async () => {
    const project = await ministack.project('killed', CONFIG);
    await ministack.befall({ delay: { '*': 0.05, 'create AWS::RDS::DBInstance': 8 } });
    const killed = await project.runUntil('up --yes', /creating\s+DatabaseInstance/);
    expect(killed.exitCode).not.toBe(0);
    expect((await remains(ministack.endpoint, project.stackName)).stacks).toEqual([
      `${project.stackName} CREATE_IN_PROGRESS`,
    ]);
    await succeeds(project, 'up --yes', /no changes|is deployed|is updated/);
    expect((await remains(ministack.endpoint, project.stackName)).stacks).toEqual([
      `${project.stackName} CREATE_COMPLETE`,
    ]);
    await ministack.befall({ delay: { '*': 0.1 } });
    await succeeds(project, 'down --yes', /is deleted/);
    const { snapshots, ...left } = await remains(ministack.endpoint, project.stackName);
    expect([left, snapshots?.length]).toEqual([{}, 1]);
  });

  it('a slow change that fails ends with what failed, and nothing is half changed', async () => {
    const project = await ministack.project('slow', CONFIG);
    await succeeds(project, 'up --yes --skip-verify', /is deployed/);
    const made = await remains(ministack.endpoint, project.stackName);
    await project.configure({ ...CONFIG, function: { memoryMb: 512 } });
    await ministack.befall({
      delay: { '*': 0.1, 'update AWS::Lambda::Function': 2 },
      failOnce: { 'update AWS::Lambda::Function': 'The function would not change.' },
    });
    const failed = await project.run('up --yes --skip-verify');
    expect([failed.exitCode, failed.text]).toEqual([4, failed.text]);
    expect(failed.text).toContain('The function would not change.');
    expect(await remains(ministack.endpoint, project.stackName)).toEqual({
      ...made,
      stacks: [`${project.stackName} UPDATE_ROLLBACK_COMPLETE`],
    });
    await ministack.befall({});
    await succeeds(project, 'down --yes', /is deleted/);
  });
});

async function succeeds(project: Project, command: string, told: RegExp, front?: FaultyFront): Promise<void> {
  const ran = await project.run(command, front?.endpoint);
  expect(ran.text, command).toMatch(told);
  expect([command, ran.exitCode, ran.text]).toEqual([command, 0, ran.text]);
}
