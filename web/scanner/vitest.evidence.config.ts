import { defineConfig } from "vitest/config";

/** What is shown and measured once and kept as evidence: it takes minutes, and is no part of the tests. */
export default defineConfig({
  test: {
    include: ["test/evidence/**/*.test.ts"],
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
