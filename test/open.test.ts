import { describe, expect, it } from 'vitest';
import { open } from '../src/open.ts';
import { fakeFunction, URL_OF_API } from './support/fake-function.ts';
import { config } from './support/pretend-account.ts';

function opened(payload?: unknown) {
  const fake = fakeFunction();
  if (payload !== undefined) fake.answers.push({ payload });
  return open({ config }, { ports: fake.ports });
}

describe('the link to the page', () => {
  it('is signed by the function, and tells how long it can be opened', async () => {
    expect(await opened()).toEqual({
      environment: 'dev',
      url: `${URL_OF_API}/_/login?until=1&proof=abc`,
      access: 'token',
      expiresInSeconds: 300,
    });
  });
  it('of a public page is the page itself', async () => {
    expect(await opened({ ok: true, path: '/_/' })).toEqual({
      environment: 'dev',
      url: `${URL_OF_API}/_/`,
      access: 'public',
    });
  });
  it('is refused where the page is off, with the ways out', async () => {
    await expect(opened({ ok: false, error: 'The page is off.' })).rejects.toMatchObject({
      code: 'refused',
      message: 'The function gives no link to its page: The page is off.',
      remedies: [expect.stringContaining('requests list'), expect.stringContaining('"view"')],
    });
  });
  it.each(['//evil.example/_/', 'https://evil.example', '/_/login?x="><script>', '/other'])(
    'that leads elsewhere is not taken: %s',
    async (path) => {
      await expect(opened({ ok: true, path })).rejects.toMatchObject({ code: 'refused' });
    },
  );
});
