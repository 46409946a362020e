import { describe, expect, it } from 'vitest';
import { errorLine, errorText } from '../../src/cli/report-error.ts';
import { styleFor } from '../../src/cli/text/style.ts';
import { ProxyWebhookError } from '../../src/errors.ts';

const paper = { style: styleFor(false), width: () => 50 };
const cause = new Error('socket hang up');
const error = new ProxyWebhookError(
  'unreachable',
  'CloudFormation in us-east-1 did not answer within 60 seconds.',
  {
    remedies: [
      'Check that this machine reaches the internet.',
      'Or choose another Region:',
      '  --region eu-central-1',
    ],
    cause,
    data: { region: 'us-east-1' },
  },
);

describe('an error on a terminal', () => {
  it('says what happened, then what to do', () => {
    expect(errorText(error, paper, { verbose: false })).toMatchInlineSnapshot(`
      "✖ CloudFormation in us-east-1 did not answer
        within 60 seconds.
        → Check that this machine reaches the internet.
        → Or choose another Region:
            --region eu-central-1"
    `);
  });
  it('tells its causes when asked to', () => {
    const text = errorText(error, paper, { verbose: true });
    expect(text).toContain('report-error.test.ts');
    expect(text).toContain('caused by Error: socket hang up');
    expect(text.endsWith('--region eu-central-1')).toBe(true);
  });
  it('of another kind is a bug of ours, with its stack', () => {
    const text = errorText(new TypeError('undefined is not a function'), paper, { verbose: false });
    expect(text.startsWith('✖ undefined is not a function\n\nTypeError')).toBe(true);
    expect(text.replaceAll('\n', ' ')).toMatch(
      /This is a bug in proxywebhook, please report it .*Node\.js v\d+/,
    );
  });
  it('that says it is a bug is one', () => {
    const text = errorText(new ProxyWebhookError('internal', 'No change set.'), paper, { verbose: false });
    expect(text).toContain('please report it');
  });
  it('a chain that bites its tail is told once', () => {
    const loop = new ProxyWebhookError('refused', 'No.');
    loop.cause = loop;
    expect(errorText(loop, paper, { verbose: true }).match(/caused by/g)).toBeNull();
  });
});

describe('an error as JSON', () => {
  it('is one line with its code, exit code and data', () => {
    expect(errorLine(error, { verbose: false })).toEqual({
      type: 'error',
      code: 'unreachable',
      exitCode: 10,
      message: 'CloudFormation in us-east-1 did not answer within 60 seconds.',
      remedies: error.remedies,
      data: { region: 'us-east-1' },
    });
  });
  it('of another kind is internal, with its stack', () => {
    expect(errorLine('thrown', { verbose: false })).toMatchObject({
      code: 'internal',
      exitCode: 1,
      message: 'thrown',
      stack: 'thrown',
    });
  });
});
