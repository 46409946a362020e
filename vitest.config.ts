import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/emulators/**', 'test/shells/**'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/no-aws.ts'],
    // The files of one worker share its modules: nothing in src keeps state between them, and loading everything anew for
    // each of some 270 files was a third of the suite's time. A file that changes the process puts it back (and is why
    // test/support/no-aws.ts guards only once).
    isolate: false,
    // Much of the suite waits for servers and timers: on two cores two workers leave one core idle.
    maxWorkers: Math.max(4, availableParallelism()),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**', 'templates/**', 'handler/**'],
      exclude: ['**/*.generated.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { statements: 90, branches: 82, functions: 90, lines: 92 },
    },
  },
});
