import { defineConfig } from 'vitest/config';

/** What runs against emulators that others wrote; `npm run setup:emulators` fetches them. */
export default defineConfig({
  test: {
    include: ['test/emulators/**/*.test.ts'],
    setupFiles: ['test/support/no-aws.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
