import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Credentials, credentialsFor } from '../../handler/credentials.ts';
import { FinalFault } from '../../handler/faults.ts';
import { SECRET_ARN, type SecretsManagerStandIn, startSecretsManager } from './secrets-manager-stand-in.ts';

let secrets: SecretsManagerStandIn;
let credentials: Credentials;
let now = 0;

beforeAll(async () => {
  secrets = await startSecretsManager('{"username":"hook","password":"one"}');
});
afterAll(() => secrets?.stop());
beforeEach(() => {
  secrets.relent();
  now = 1_750_000_000_000;
  const environment = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'session-token+/=',
    AWS_ENDPOINT_URL: secrets.endpoint,
    SECRET_ARN,
  };
  credentials = credentialsFor({ auth: 'secret', username: '' }, environment, () => now);
});

describe('the secret of the database', () => {
  it.each([
    ['throttles', 'ThrottlingException', 400],
    ['is down', 'InternalServiceError', 500],
    ['refuses', 'AccessDeniedException', 400],
  ])('is asked for twice, then ever more rarely, while Secrets Manager %s', async (_, type, status) => {
    secrets.refuse(type, 'no', status);
    expect(await calls(20)).toBe(2);
    expect(await afterPauses(1999, 1, 3999, 1, 7999, 1, 9999, 1, 9999, 1)).toEqual([
      0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
    ]);
  });

  it('is not had within a pause, and the reason is told again as one that trying again cannot help', async () => {
    secrets.refuse('ThrottlingException', 'Rate exceeded');
    await calls(2);
    await expect(got()).rejects.toEqual(
      new FinalFault('Secrets Manager answered ThrottlingException: Rate exceeded'),
    );
    await expect(got()).rejects.toBeInstanceOf(FinalFault);
  });

  it('is read again when the pause is over, and a success ends the row of failures', async () => {
    secrets.refuse('InternalServiceError', 'no', 500);
    await calls(2);
    secrets.relent();
    now += 2000;
    expect(await got()).toEqual({ user: 'hook', password: 'one' });
    credentials.forget();
    secrets.refuse('InternalServiceError', 'no', 500);
    expect(await calls(5)).toBe(2);
    secrets.relent();
    now += 2000;
    expect(await got()).toMatchObject({ password: 'one' });
  });

  it('is read anew each time its password was not accepted: a rotation is no failure of reading', async () => {
    const before = secrets.calls();
    for (let i = 0; i < 3; i += 1) {
      await got();
      credentials.forget();
    }
    expect(secrets.calls() - before).toBe(3);
  });
});

function got(): ReturnType<Credentials['get']> {
  return credentials.get(performance.now() + 5000);
}

/** How often Secrets Manager is called while the secret is wanted so often. */
async function calls(times: number): Promise<number> {
  const before = secrets.calls();
  for (let i = 0; i < times; i += 1) await got().catch(() => {});
  return secrets.calls() - before;
}

/** The same, after waiting so many milliseconds each time. */
async function afterPauses(...pauses: readonly number[]): Promise<readonly number[]> {
  const counted: number[] = [];
  for (const pause of pauses) {
    now += pause;
    counted.push(await calls(3));
  }
  return counted;
}
