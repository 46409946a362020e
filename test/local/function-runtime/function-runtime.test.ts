import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isAlive, testRuntime, until } from './functions.ts';

const COUNTER = 'let n = 0; export const handler = async () => ({ n: ++n, pid: process.pid });';
/** Answers when its event's file is there. */
const GATED = `import { existsSync } from 'node:fs';
  export const handler = async ({ gate, value }) => {
    while (gate && !existsSync(gate)) await new Promise((go) => setTimeout(go, 5));
    return { value, pid: process.pid, code: 'CODE' };
  };`;

describe('a call', () => {
  it('runs the code of the zip and keeps its state from one to the next', async () => {
    const runtime = await testRuntime();
    await runtime.put(COUNTER);
    const [first, second] = [await runtime.call(), await runtime.call()];
    expect([first.answer, second.answer]).toMatchObject([{ n: 1 }, { n: 2 }]);
    expect([first.coldStart, second.coldStart]).toEqual([true, false]);
    expect(first.requestId).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(first.requestId).not.toBe(second.requestId);
  });
});
