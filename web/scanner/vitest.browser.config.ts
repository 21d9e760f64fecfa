import { defineConfig } from "vitest/config";

/** Tests in a real Chromium, on what `vite build` made. One browser at a time: they share two cores with the rest. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
