import { expect, it } from 'vitest';
import { explainLoadFailure } from './explain-load-failure.js';

const repair =
  'its install script did not run (pnpm, and npm with --ignore-scripts, leave it out) or could not download. Run: npm rebuild @tensorflow/tfjs-node, or with pnpm: pnpm approve-builds';

// The messages are those of tfjs-node 4.22 on Linux with the file in question taken away.
it.each([
  [
    'The Node.js native addon module (tfjs_binding.node) can not be found at path: /app/lib/napi-v8/tfjs_binding.node.',
    `@tensorflow/tfjs-node is there, but its native add-on is not: ${repair}`,
  ],
  [
    'libtensorflow.so.2: cannot open shared object file: No such file or directory',
    `@tensorflow/tfjs-node is there, but not the TensorFlow library libtensorflow.so.2: ${repair}`,
  ],
  [
    'libcudart.so.11.0: cannot open shared object file: No such file or directory',
    '@tensorflow/tfjs-node needs the library libcudart.so.11.0, which is not on this machine; install it, or name its folder in LD_LIBRARY_PATH',
  ],
  [
    '/app/lib/napi-v8/tfjs_binding.node: file too short',
    '@tensorflow/tfjs-node does not load: /app/lib/napi-v8/tfjs_binding.node: file too short',
  ],
])('explains %s', (reason, explanation) => {
  expect(explainLoadFailure('@tensorflow/tfjs-node', reason)).toBe(explanation);
});
