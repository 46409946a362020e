import { describe, expect, it } from 'vitest';
import { CHALLENGES as ANSWERED, needsSecret } from '../../handler/challenges.ts';
import { SCHEMES as KNOWN } from '../../handler/signatures/schemes.ts';
import { CHALLENGE_SECRETS, CHALLENGES, SCHEMES, UNTIMED } from '../../src/config/signature-schemes.ts';

// The configuration may not import the handler, so both have the names.
describe('what a configuration may name', () => {
  it('are the schemes that the handler knows, and plain HMAC', () => {
    expect([...SCHEMES].sort()).toEqual([...Object.keys(KNOWN), 'hmac'].sort());
  });

  it('are schemes without a signed time where the handler knows none', () => {
    const untimed = Object.entries(KNOWN).flatMap(([name, { forms }]) =>
      forms.every(({ timestamp }) => timestamp === undefined) ? [name] : [],
    );
    expect([...UNTIMED].sort()).toEqual(untimed.sort());
  });

  it('are the challenges that the handler answers, with a secret where it needs one', () => {
    expect([...CHALLENGES].sort()).toEqual(Object.keys(ANSWERED).sort());
    const keyed = Object.entries(ANSWERED).flatMap(([name, one]) => (needsSecret(one) ? [name] : []));
    expect(Object.keys(CHALLENGE_SECRETS).sort()).toEqual(keyed.sort());
  });
});
