import { defineConfig, type ViteUserConfig } from 'vitest/config';

/**
 * The settings every package's tests share. The `@sbn/source` export condition comes first, so that a test always
 * runs against the sources in the working tree and never against a stale build of a neighbouring package.
 */
const config: ViteUserConfig = defineConfig({
  resolve: { conditions: ['@sbn/source', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['@sbn/source', 'node', 'import', 'default'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', ['json', { outputFile: 'test-results.json' }]],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});

export default config;
