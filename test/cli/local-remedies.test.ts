import { describe, expect, it } from 'vitest';
import { withLocalRemedies } from '../../src/cli/local-remedies.ts';
import { type ErrorCode, ProxyWebhookError } from '../../src/errors.ts';

const remediesOf = (...remedies: readonly string[]) => {
  const code: ErrorCode = 'stack-not-found';
  const told = withLocalRemedies(new ProxyWebhookError(code, 'There is no stack.', { remedies }));
  return told instanceof ProxyWebhookError ? told.remedies : undefined;
};

describe('what to do after a command with --local', () => {
  it('is the same command with --local', () => {
    expect(remediesOf('Deploy it: `npx proxywebhook up --env dev`.')).toEqual([
      'Deploy it: `npx proxywebhook up --local`.',
    ]);
    expect(remediesOf('`npx proxywebhook down`', 'npx proxywebhook requests list --env a-b')).toEqual([
      '`npx proxywebhook down --local`',
      'npx proxywebhook requests list --local',
    ]);
  });

  it('names no account, and changes nothing that is right', () => {
    expect(
      remediesOf(
        'If it is elsewhere: --region, --profile.',
        'npx proxywebhook up --local',
        'npx proxywebhook dev',
      ),
    ).toEqual(['npx proxywebhook up --local', 'npx proxywebhook dev']);
  });

  it('says it once, wherever it stands', () => {
    const right = ['npx proxywebhook requests list --local', '`npx proxywebhook status --watch --local`'];
    expect(remediesOf(...right)).toEqual(right);
  });

  it('is left alone in errors that are not ours', () => {
    const error = new Error('a bug');
    expect(withLocalRemedies(error)).toBe(error);
  });
});
