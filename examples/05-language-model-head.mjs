// Can a language model say every token? Audits the output head of a small Llama (tied to its embedding, as in most small
// models) and that of a language detector, for single winners and for the two best.
//
//     node 05-language-model-head.mjs                    the detector, out of an npm package
//     SBN_DATA=/my/data node 05-language-model-head.mjs  and the Llama: /my/data/head-stories260k/stories260K.bin
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createMatrix } from '@sbn/core';
import { createDetector, createVerifier, findUnargmaxable } from '@sbn/detect';
import { readOutputLayer } from '@sbn/weights';

const require = createRequire(import.meta.url);

/** Sweeps one layer, re-checks every verdict, and says what came of it. */
async function audit(words, layer, sweep) {
  const detector = await createDetector({ ...layer, margin: 'any' });
  const verifier = createVerifier(layer);
  let refused = 0;
  const onVerdict = (verdict) => {
    if (!verifier.verify(verdict).ok) refused++;
  };
  const { total, argmaxable, unargmaxable, undecided, population, found, share } = await findUnargmaxable(
    detector,
    sweep,
    { onVerdict },
  );
  detector.dispose();
  console.log(
    `${words}: ${argmaxable} of ${total} can, ${unargmaxable} cannot, ${undecided} undecided; ${refused} refused`,
  );
  if (share !== undefined) {
    const [low, high] = [share.low, share.high].map((end) => `${(100 * end).toFixed(2)}%`);
    console.log(
      `  of all ${population}, between ${low} and ${high} cannot (${100 * share.confidence}% confidence)`,
    );
  }
  for (const { labels } of found.slice(0, 5)) console.log(`  cannot: {${labels.join(', ')}}`);
  if (refused > 0) process.exitCode = 1;
}

// 54 languages from 32 features: the deep half of the model behind VS Code's language detection.
const model = require.resolve('@vscode/vscode-languagedetection/model/model.json');
const detection = await readOutputLayer({
  weights: model,
  tensor: 'dnn/logits/kernel',
  biasTensor: 'dnn/logits/bias',
});
const { weights, bias } = detection;
console.log(`Language detector: ${weights.rows} languages, ${weights.cols} features`);
await audit('one language as the winner', { weights, bias, rule: 'argmax' }, { kind: 'classes' });
await audit('two languages as the two best', { weights, bias, rule: { topK: 2 } }, { kind: 'pairs' });

const checkpoint = join(process.env.SBN_DATA ?? '../data', 'head-stories260k', 'stories260K.bin');
if (existsSync(checkpoint)) {
  // The llama2.c format: seven 32-bit integers (dim, hidden, layers, heads, kv heads, vocabulary, length), then the
  // token embedding, which is the output head too. The RMSNorm before it fixes the length of the input; without a bias
  // the length decides nothing.
  const bytes = await readFile(checkpoint);
  const [dim, , , , , vocabulary] = Array.from({ length: 7 }, (_, i) => bytes.readInt32LE(4 * i));
  const head = createMatrix(
    vocabulary,
    dim,
    Float64Array.from({ length: vocabulary * dim }, (_, i) => bytes.readFloatLE(28 + 4 * i)),
  );
  console.log(`\nstories260K: ${vocabulary} tokens, ${dim} features`);
  await audit('one token as the winner', { weights: head, rule: 'argmax' }, { kind: 'classes' });
  await audit(
    'five tokens as the five best',
    { weights: head, rule: { topK: 5 } },
    { kind: 'random', k: 5, count: 300, seed: 7 },
  );
} else {
  console.log(`\nstories260K: there is no ${checkpoint}, so only the detector was audited (set SBN_DATA)`);
}
