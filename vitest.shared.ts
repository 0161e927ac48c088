import { createRequire } from 'node:module';
import { join } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

/**
 * A native TensorFlow package is no dependency of this repository: it is found where SBN_TFJS_NODE names the package's
 * folder, as scripts/build-tfjs-node.mjs prints it.
 */
function nativeTensorflow(): Record<string, string> {
  const folder = process.env.SBN_TFJS_NODE;
  if (folder === undefined) return {};
  const require = createRequire(join(folder, 'package.json'));
  const { name, main } = require('./package.json') as { name: string; main: string };
  return { [name]: join(folder, main) };
}

/**
 * The settings every package's tests share. The `@sbn/source` export condition comes first, so that a test always
 * runs against the sources in the working tree and never against a stale build of a neighbouring package.
 */
const config: ViteUserConfig = defineConfig({
  resolve: {
    alias: nativeTensorflow(),
    conditions: ['@sbn/source', 'node', 'import', 'default'],
  },
  ssr: { resolve: { conditions: ['@sbn/source', 'node', 'import', 'default'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', ['json', { outputFile: 'test-results.json' }]],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});

export default config;
