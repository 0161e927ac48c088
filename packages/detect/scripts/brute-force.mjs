// Decides all label sets of random layers for n <= 10, every d, 20 seeds; compares the number of argmaxable ones with
// Cover's count and verifies every verdict. About 400,000 verdicts: run `node scripts/brute-force.mjs` after a build.
import { countArgmaxableLabelSets, createMatrix, createRandom } from '@sbn/core';
import { createDetector, createVerifier } from '@sbn/detect';

const numSeeds = Number(process.argv[2] ?? 20);
let numVerdicts = 0;
let numWrong = 0;
for (let numLabels = 1; numLabels <= 10; numLabels++) {
  for (let dim = 1; dim <= numLabels; dim++) {
    const expected = countArgmaxableLabelSets({ numLabels, dim });
    for (let seed = 0; seed < numSeeds; seed++) {
      const random = createRandom([seed, numLabels, dim]);
      const weights = createMatrix(
        numLabels,
        dim,
        Float64Array.from({ length: numLabels * dim }, () => random.normal()),
      );
      const detector = await createDetector({ weights });
      const verifier = createVerifier({ weights });
      let numArgmaxable = 0n;
      for (let mask = 0; mask < 2 ** numLabels; mask++) {
        const labels = Array.from({ length: numLabels }, (_, i) => i).filter((i) => (mask >> i) & 1);
        const verdict = await detector.check(labels);
        numVerdicts++;
        if (verdict.status === 'argmaxable') numArgmaxable++;
        if (verdict.status === 'undecided' || !verifier.verify(verdict).ok) {
          numWrong++;
          console.log({ numLabels, dim, seed, verdict, verification: verifier.verify(verdict) });
        }
      }
      if (numArgmaxable !== expected) {
        numWrong++;
        console.log({ numLabels, dim, seed, numArgmaxable, expected });
      }
    }
  }
  console.log(`n = ${numLabels}: done, ${numVerdicts} verdicts so far`);
}
console.log(`${numVerdicts} verdicts, ${numWrong} wrong`);
process.exitCode = numWrong === 0 ? 0 : 1;
