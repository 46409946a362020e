import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { perform } from '../../src/cli/perform.ts';
import { outputTo, type ProcessLike, surroundingsOf } from '../../src/cli/surroundings.ts';
import { ProxyWebhookError } from '../../src/errors.ts';
import { terminal } from './run-cli.ts';
import { atHand } from './scripted.ts';

/** `status` that fails with this, when what tells errors is not there any more. */
async function failing(error: unknown, ...options: readonly string[]) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') =>
    terminal(undefined, (text) => {
      written[name] += text;
    });
  const signals = new EventEmitter();
  const process: ProcessLike = {
    argv: ['node', 'proxywebhook', 'status', '--env', 'dev', ...options],
    env: {},
    stdin: Object.assign(new PassThrough(), { isTTY: false }),
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    cwd: () => '/nowhere',
    on: (signal, listener) => signals.on(signal, listener),
    off: (signal, listener) => signals.off(signal, listener),
  };
  const surroundings = surroundingsOf(process, outputTo(process.stdout, process.env));
  const useCases = { ...atHand, status: () => Promise.reject(error) };
  const code = await perform(process, surroundings, useCases, () =>
    Promise.reject(new Error("Cannot find module '/package/dist/report-error-ABC.js'")),
  );
  return { code, ...written };
}

const busy = new ProxyWebhookError('stack-busy', 'The stack is busy.', {
  remedies: ['Wait: `npx proxywebhook status --wait`'],
  data: { stackName: 'proxywebhook-dev' },
});
const REPLACED = /^proxywebhook's files were replaced or removed while this ran/m;

it('an error is told by its own text, code and remedies when what tells errors was replaced meanwhile', async () => {
  const { code, stdout, stderr } = await failing(busy);
  expect(stderr).toContain('✖ The stack is busy. (stack-busy)\n  → Wait: `npx proxywebhook status --wait`\n');
  expect(stderr).toMatch(REPLACED);
  expect(stderr).not.toContain('Cannot find module');
  expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
});

it('the same as a line of JSON', async () => {
  const { code, stdout, stderr } = await failing(busy, '--json');
  const { message, remedies, data } = busy;
  expect(JSON.parse(stdout)).toEqual({
    type: 'error',
    code: 'stack-busy',
    exitCode: 5,
    message,
    remedies,
    data,
  });
  expect(stderr).toMatch(REPLACED);
  expect(code).toBe(5);
});

it('what is no error of ours ends with 1', async () => {
  const { code, stderr } = await failing(new TypeError('undefined is not a function'));
  expect(stderr).toContain('✖ undefined is not a function (internal)\n');
  expect(code).toBe(1);
});
