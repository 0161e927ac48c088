// Whole trainings as commands, ours and fastText's: from the start of the process, through reading the file, to the
// written model. The same words, width, epochs and number of threads; each with the best learning rate of a small grid,
// chosen on validation examples.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endWithUs } from '../end-with-us.mjs';
import { measureInTurn, median } from '../measure-in-turn.mjs';
import { epochFiles } from './epoch-files.mjs';

const prefix = '__label__';
const threads = 2;
const dim = 128;
/** Cooking is six times smaller. */
const epochsOf = { wordnet: 5, cooking: 20 };
const grids = {
  ours: [0.002, 0.005, 0.01, 0.02].flatMap((learningRate) =>
    [64, 128].map((batchSize) => ({ learningRate, batchSize })),
  ),
  fasttext: [0.05, 0.1, 0.2, 0.4].map((learningRate) => ({ learningRate })),
};
/** The best of the grids, as `--tune` found them. */
const chosen = {
  wordnet: { ours: { learningRate: 0.02, batchSize: 64 }, fasttext: { learningRate: 0.2 } },
  cooking: { ours: { learningRate: 0.005, batchSize: 64 }, fasttext: { learningRate: 0.2 } },
};

const commands = {
  ours: ({ train, test, out, epochs, learningRate, batchSize }) => [
    process.execPath,
    [
      join(import.meta.dirname, 'epoch-program.mjs'),
      JSON.stringify({ train, test, out, dim, epochs, batchSize, learningRate, threads }),
    ],
  ],
  fasttext: ({ train, out, epochs, learningRate }) => [
    'fasttext',
    [
      ...[
        'supervised',
        '-input',
        train,
        '-output',
        out,
        '-loss',
        'ova',
        '-dim',
        `${dim}`,
        '-epoch',
        `${epochs}`,
      ],
      ...['-lr', `${learningRate}`, '-thread', `${threads}`, '-minCount', '1', '-verbose', '0'],
    ],
  ],
};

/** Runs a command to its end. `milliseconds` is the time until it prints `until`, or else until it ends. */
async function run([program, args], until) {
  const started = performance.now();
  const child = endWithUs(spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
  let milliseconds;
  let complaints = '';
  const lines = [];
  child.stderr.on('data', (text) => {
    complaints = (complaints + text).slice(-1000);
  });
  const reading = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === until) milliseconds = performance.now() - started;
      lines.push(line);
    }
  })();
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  await reading;
  if (code !== 0) throw new Error(`${program} ended with code ${code}: ${complaints}`);
  return { milliseconds: milliseconds ?? performance.now() - started, lines };
}

/** Trains once; `{ milliseconds, precisionAt1, recallAt1 }` on `test`. */
async function trainOnce(name, options) {
  const { milliseconds } = await run(commands[name](options), 'trained');
  const predicted =
    name === 'ours'
      ? readFileSync(`${options.out}.predictions`, 'utf8').trimEnd().split('\n')
      : (await run(['fasttext', ['predict', `${options.out}.bin`, options.test, '1']])).lines;
  return { milliseconds, ...scoreAt1(predicted, options.test) };
}

/** The same, with a score of 0 where the training breaks: fastText ends with "Encountered NaN" at rates that are too high. */
async function tryOnce(name, options) {
  try {
    return await trainOnce(name, options);
  } catch (error) {
    return { precisionAt1: 0, failure: error.message };
  }
}

function inWords({ milliseconds, precisionAt1, failure }) {
  return failure ?? `${(milliseconds / 1000).toFixed(1)} s, P@1 ${precisionAt1.toFixed(4)}`;
}

/** Means over the examples: whether the best label is one of the gold labels, and the share of those that it is. */
function scoreAt1(predicted, file) {
  const golds = readFileSync(file, 'utf8').trimEnd().split('\n').map(goldLabels);
  if (predicted.length !== golds.length) {
    throw new Error(`${predicted.length} predictions for ${golds.length} examples of ${file}`);
  }
  let hits = 0;
  let recall = 0;
  predicted.forEach((label, example) => {
    if (!golds[example].includes(label.replace(prefix, ''))) return;
    hits++;
    recall += 1 / golds[example].length;
  });
  return { precisionAt1: hits / golds.length, recallAt1: recall / golds.length };
}

function goldLabels(line) {
  return line
    .split(' ')
    .filter((word) => word.startsWith(prefix))
    .map((word) => word.slice(prefix.length));
}

/** The version of fastText, or undefined where there is none. Its help names none, so Debian is asked. */
export async function fastTextVersion() {
  try {
    const { lines } = await run(['dpkg-query', ['-W', '-f', '$' + '{Version}\n', 'fasttext']]);
    return lines[0];
  } catch {
    return undefined;
  }
}

/**
 * @param {object} options
 * @param {string} options.folder where the files and models are kept
 * @param {number} options.turns how often each side trains
 * @param {boolean} [options.isTuning] whether to look for the learning rates first
 * @param {boolean} [options.isNative] whether fastText takes part, where it is installed
 * @param {(key: string, measure: () => Promise) => Promise} [options.once] gives what it keeps under the key, or else
 *   measures it: called for every single training
 * @returns `{ name, epochs, dim, threads, ours, fasttext?, grid? }`, or `{ name, missing }`
 */
export async function measureEpochs(name, options) {
  const { folder, turns, isTuning = false, isNative = true, once = (_, measure) => measure() } = options;
  const files = await epochFiles(name, folder);
  if (files.missing !== undefined) return { name, missing: files.missing };
  mkdirSync(folder, { recursive: true });
  const epochs = epochsOf[name];
  const sides = isNative && (await fastTextVersion()) !== undefined ? ['ours', 'fasttext'] : ['ours'];
  const measure = async (side, settings, what, train) => {
    const description = Object.entries(settings).map(([option, value]) => `${option} ${value}`);
    const key = `epochs: ${[name, side, `${epochs} epochs`, ...description, what].join(', ')}`;
    const result = await once(key, train);
    console.log(`  ${key.slice('epochs: '.length)}: ${inWords(result)}`);
    return result;
  };
  const optionsOf = (side, test, settings) => ({
    train: files.train,
    test,
    out: join(folder, `${name}.${side}`),
    epochs,
    ...settings,
  });
  const settings = { ...chosen[name] };
  let grid;
  if (isTuning) {
    grid = {};
    for (const side of sides) {
      grid[side] = [];
      for (const candidate of grids[side]) {
        const result = await measure(side, candidate, 'validation', () =>
          tryOnce(side, optionsOf(side, files.valid, candidate)),
        );
        grid[side].push({ ...candidate, ...result });
      }
      const best = grid[side].reduce((a, b) => (b.precisionAt1 > a.precisionAt1 ? b : a));
      settings[side] = grids[side][grid[side].indexOf(best)];
    }
  }
  const runs = Object.fromEntries(
    sides.map((side) => [
      side,
      async (_, turn) => {
        const value = await measure(side, settings[side], `test, turn ${turn + 1} of ${turns}`, () =>
          trainOnce(side, optionsOf(side, files.test, settings[side])),
        );
        return { value, milliseconds: value.milliseconds, cpuMilliseconds: Number.NaN };
      },
    ]),
  );
  const { values, samples } = await measureInTurn(Array.from({ length: turns }), runs);
  return {
    name,
    epochs,
    dim,
    threads,
    ...(grid === undefined ? {} : { grid }),
    ...Object.fromEntries(
      sides.map((side) => [
        side,
        {
          ...settings[side],
          medianSeconds: median(samples[side].milliseconds) / 1000,
          seconds: samples[side].milliseconds.map((milliseconds) => milliseconds / 1000),
          precisionAt1: median(values.map((value) => value[side].precisionAt1)),
          recallAt1: median(values.map((value) => value[side].recallAt1)),
        },
      ]),
    ),
  };
}
