import { defineConfig } from 'vitest/config';

/** What shells complete that not every machine has: fish and zsh must be installed. */
export default defineConfig({
  test: {
    include: ['test/shells/**/*.test.ts'],
    setupFiles: ['test/support/no-aws.ts'],
    testTimeout: 60_000,
  },
});
