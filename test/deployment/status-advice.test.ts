import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StackStatus } from '../../src/deployment/stack.ts';
import {
  commandLine,
  type StatusAdvice,
  stackNotFound,
  statusAdvice,
} from '../../src/deployment/status-advice.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/failures.md'), 'utf8');

describe('the answer to a stack status', () => {
  it.each<[StackStatus | undefined, StatusAdvice['phase'], string | undefined]>([
    [undefined, 'absent', 'up'],
    ['REVIEW_IN_PROGRESS', 'review', 'up'],
    ['CREATE_IN_PROGRESS', 'running', 'status --watch'],
    ['CREATE_FAILED', 'failed', 'up'],
    ['CREATE_COMPLETE', 'settled', undefined],
    ['ROLLBACK_IN_PROGRESS', 'running', 'status --watch'],
    ['ROLLBACK_FAILED', 'failed', 'down'],
    ['ROLLBACK_COMPLETE', 'failed', 'up'],
    ['DELETE_IN_PROGRESS', 'running', 'status --watch'],
    ['DELETE_FAILED', 'failed', 'down'],
    ['DELETE_COMPLETE', 'absent', 'up'],
    ['UPDATE_IN_PROGRESS', 'running', 'status --watch'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'running', 'status --watch'],
    ['UPDATE_COMPLETE', 'settled', undefined],
    ['UPDATE_FAILED', 'failed', 'recover'],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'running', 'status --watch'],
    ['UPDATE_ROLLBACK_FAILED', 'failed', 'recover'],
    ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'running', 'status --watch'],
    ['UPDATE_ROLLBACK_COMPLETE', 'settled', 'up'],
    ['IMPORT_IN_PROGRESS', 'running', 'status --watch'],
    ['IMPORT_COMPLETE', 'settled', undefined],
    ['IMPORT_ROLLBACK_IN_PROGRESS', 'running', 'status --watch'],
    ['IMPORT_ROLLBACK_FAILED', 'failed', 'events'],
    ['IMPORT_ROLLBACK_COMPLETE', 'settled', undefined],
  ])('%s is %s, and leads to %s', (status, phase, command) => {
    const advice = statusAdvice(status);
    expect([advice.phase, advice.command]).toEqual([phase, command]);
    expect(advice.meaning).toMatch(/^[A-Z].*\.$/);
    if (status !== undefined)
      expect(page).toContain(`| ${status} | ${advice.meaning} | ${advice.next ?? ''}`);
  });

  it.each([
    ['REFACTOR_IN_PROGRESS', 'running'],
    ['REFACTOR_FAILED', 'failed'],
    ['REFACTOR_COMPLETE', 'settled'],
  ])('%s, which CloudFormation may get one day, is %s', (status, phase) => {
    expect(statusAdvice(status as StackStatus).phase).toBe(phase);
  });
});

describe('a command to run next', () => {
  it.each([
    ['npx proxywebhook up --env dev', commandLine('up', 'dev')],
    ['npx proxywebhook up', commandLine('up', 'default')],
    ['npx proxywebhook status --env dev --watch', commandLine('status --watch', 'dev')],
  ])('is %s', (expected, line) => {
    expect(line).toBe(expected);
  });
});

it('a stack that is not there is said to be not there, with account and region', () => {
  expect(
    stackNotFound({
      stackName: 'proxywebhook-dev',
      account: '123456789012',
      region: 'eu-west-1',
      environment: 'dev',
    }),
  ).toMatchObject({
    code: 'stack-not-found',
    message: 'There is no stack proxywebhook-dev in account 123456789012, region eu-west-1.',
    remedies: ['Deploy it: `npx proxywebhook up --env dev`.', expect.stringMatching(/--region, --profile/)],
    data: { stackName: 'proxywebhook-dev', account: '123456789012', region: 'eu-west-1' },
  });
});
