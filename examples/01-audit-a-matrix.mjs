// Audit a matrix: which label sets can a layer with 12 labels and 3 features output? Needs nothing but @sbn/detect
// (and @sbn/core for random numbers and the count).
import { countArgmaxableLabelSets, createMatrix, createRandom, enumerateLabelSets } from '@sbn/core';
import { createDetector, createVerifier, summariseVerdicts } from '@sbn/detect';

const numLabels = 12;
const dim = 3;
const random = createRandom(7);
const weights = createMatrix(
  numLabels,
  dim,
  Float64Array.from({ length: numLabels * dim }, () => random.normal()),
);

// A sigmoid layer outputs the labels with a positive score.
const layer = { weights, rule: 'threshold' };
const detector = await createDetector(layer);
const verifier = createVerifier(layer);

// The set that some input outputs, the same with one label flipped, and a few more.
const x = Array.from({ length: dim }, () => random.normal());
const score = (label) => x.reduce((sum, value, j) => sum + weights.data[label * dim + j] * value, 0);
const planted = Array.from({ length: numLabels }, (_, label) => label).filter((label) => score(label) > 0);
const flipped = planted.includes(0) ? planted.filter((label) => label !== 0) : [0, ...planted];
for (const labels of [planted, flipped, [], [0, 1], [2, 5, 7]]) {
  const verdict = await detector.check(labels);
  const { ok } = verifier.verify(verdict);
  const evidence =
    verdict.status === 'argmaxable'
      ? `by x = [${Array.from(verdict.witness, (value) => value.toFixed(3)).join(', ')}], margin ${verdict.margin.toFixed(4)}`
      : verdict.status === 'unargmaxable'
        ? `rows ${verdict.certificate.rows.join(', ')} contradict each other`
        : verdict.reason;
  console.log(
    `{${labels.join(', ')}}`.padEnd(26),
    verdict.status.padEnd(13),
    evidence,
    ok ? '(verified)' : '(REFUSED)',
  );
}

// All 4,096 of them, and the number that theory gives for a matrix in general position.
const verdicts = [];
for await (const verdict of detector.checkAll(enumerateLabelSets({ numLabels }))) verdicts.push(verdict);
const { total, argmaxable, unargmaxable, undecided } = summariseVerdicts(verdicts);
const refused = verdicts.filter((verdict) => !verifier.verify(verdict).ok).length;
const expected = countArgmaxableLabelSets({ numLabels, dim });
console.log(
  `\n${total} label sets: ${argmaxable} argmaxable, ${unargmaxable} unargmaxable, ${undecided} undecided`,
);
console.log(
  `Cover's count for n = ${numLabels}, d = ${dim}: ${expected}; verdicts refused by the verifier: ${refused}`,
);
detector.dispose();
if (BigInt(argmaxable) !== expected || refused > 0) process.exitCode = 1;
