// Measures the memory of a detection run in a process of its own, started with --expose-gc by `probeMemory`: other
// measurements would leave their garbage in it. Worker threads live in the same process, so its resident memory has all.
import { spawn } from 'node:child_process';
import { createRandom } from '@sbn/core';
import { createDetector } from '@sbn/detect';
import { gaussianLayer, plantedSet } from './gaussian-layer.mjs';

/**
 * @param {{ numLabels, dim, cardinality, numSets, workers, task: 'check' | 'radius', margin?, numSamples? }} run
 * @returns `{ layerMiB, baseMiB, peakMiB, seconds, samples: [{ done, residentMiB, heapMiB }] }`: resident memory with
 *   the detector ready and before the workers start; its highest value during the run; and, when asked for, samples
 *   after a garbage collection at equal distances
 */
export async function probeMemory(run) {
  const child = spawn(process.execPath, ['--expose-gc', import.meta.filename, JSON.stringify(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`The memory probe ended with code ${code}`);
  return JSON.parse(output);
}

const mebi = 2 ** 20;
const residentMiB = () => process.memoryUsage.rss() / mebi;

/** Label sets that are made as they are asked for: planted ones over and over, and random ones. */
function* streamSets(planted, numLabels, cardinality, count, random) {
  for (let index = 0; index < count; index++) {
    yield index % 2 === 0 ? planted[(index / 2) % planted.length] : random.sample(numLabels, cardinality);
  }
}

async function probe({ numLabels, dim, cardinality, numSets, workers, task, margin, numSamples = 0 }) {
  const random = createRandom([7, 'bench-memory', numLabels]);
  let weights = gaussianLayer(numLabels, dim, random);
  const planted = Array.from({ length: 16 }, () => plantedSet(weights, cardinality, random));
  const source = streamSets(planted, numLabels, cardinality, numSets, random);
  const detector = await createDetector({ weights, margin });
  await detector[task](planted[0]);
  weights = undefined;
  globalThis.gc();
  await new Promise((resolve) => setTimeout(resolve, 200));
  globalThis.gc();
  const baseMiB = residentMiB();
  let peakMiB = baseMiB;
  const watch = setInterval(() => {
    peakMiB = Math.max(peakMiB, residentMiB());
  }, 5);
  const samples = [];
  const everySets = numSamples === 0 ? Infinity : Math.floor(numSets / numSamples);
  let done = 0;
  const started = performance.now();
  const results =
    task === 'check' ? detector.checkAll(source, { workers }) : detector.radiusAll(source, { workers });
  for await (const _ of results) {
    done++;
    if (done % everySets === 0) {
      globalThis.gc();
      samples.push({
        done,
        residentMiB: residentMiB(),
        heapMiB: process.memoryUsage().heapUsed / mebi,
      });
    }
  }
  const seconds = (performance.now() - started) / 1e3;
  clearInterval(watch);
  detector.dispose();
  return { layerMiB: (numLabels * dim * 8) / mebi, baseMiB, peakMiB, seconds, samples };
}

if (process.argv[1] === import.meta.filename) {
  console.log(JSON.stringify(await probe(JSON.parse(process.argv[2]))));
}
