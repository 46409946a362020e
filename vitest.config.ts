import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/emulators/**'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/no-aws.ts'],
    // Much of the suite waits for servers and timers: on two cores two workers leave one core idle.
    maxWorkers: Math.max(4, availableParallelism()),
    testTimeout: 20_000,
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
