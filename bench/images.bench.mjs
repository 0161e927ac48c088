// Training steps of small convolutional networks on @sbn/train/wasm against PyTorch: in turn, on the same pictures, from
// the same weights, with the same number of threads; and where our time goes.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '@sbn/core';
import { fullSettings, networkName, operationsOfStep, smallSettings } from './images/settings.mjs';
import { openJsonProcess } from './open-json-process.mjs';
import { printTables } from './tables.mjs';
import { lossDifference, measureSteps } from './train/measure-steps.mjs';
import { torchInstallCommand, torchPythons } from './train/step-sides.mjs';
import { describeMachine, versionOf, writeResult } from './write-result.mjs';

const learningRate = 1e-3;
/** Between the losses of both sides, relative. */
const largestLossDifference = 1e-4;
/** The least that our pictures per second should be of PyTorch's. */
const bar = 0.5;

const usage = `Usage: pnpm bench images [--small] [--no-native] [--threads N] [--out FILE]
  --small      a network of two blocks on pictures of 8 x 8: seconds; nothing goes into results/ unless asked for
  --no-native  leave PyTorch alone
  --threads    only this number of threads; the JSON goes to .cache/
  --out        where the JSON goes; bench/results/images.json`;

function readOptions(options) {
  try {
    const { values } = parseArgs({
      args: options,
      options: {
        small: { type: 'boolean', default: false },
        'no-native': { type: 'boolean', default: false },
        threads: { type: 'string' },
        out: { type: 'string' },
      },
    });
    const base = values.small ? smallSettings : fullSettings;
    const threads = values.threads === undefined ? base.threads : [Number(values.threads)];
    if (!threads.every((count) => Number.isInteger(count) && count >= 1)) {
      throw new Error(`--threads: expected an integer of at least 1, got ${values.threads}`);
    }
    const isPartial = values.small || values.threads !== undefined;
    const here = import.meta.dirname;
    return {
      settings: { ...base, threads },
      isNative: !values['no-native'],
      out: values.out ?? join(here, isPartial ? '.cache' : 'results', 'images.json'),
    };
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

/** Pictures of noise, and a class for each. @returns the folder that has them */
function writeBatch(network, batchSize) {
  const folder = join(import.meta.dirname, '.cache', 'images', networkName(network));
  mkdirSync(folder, { recursive: true });
  const random = createRandom([1, 'bench-images']);
  const { height, width, channels, numLabels } = network;
  const pictures = Float32Array.from({ length: batchSize * height * width * channels }, () =>
    random.normal(),
  );
  const classes = Float32Array.from({ length: batchSize }, () => random.int(numLabels));
  writeFileSync(join(folder, 'pictures'), new Uint8Array(pictures.buffer));
  writeFileSync(join(folder, 'classes'), new Uint8Array(classes.buffer));
  return folder;
}

/** One network with one number of threads, by both sides. */
async function measureRow(network, threads, { own, torch, settings }) {
  const { batchSize } = settings;
  const folder = writeBatch(network, batchSize);
  await own.ask({ do: 'weights', network, folder });
  const request = { network, batchSize, folder, learningRate };
  const sides = { ours: { ask: own.ask, openings: [{}] } };
  if (torch !== undefined) {
    // All forms are tried; the fastest is quoted.
    const openings = ['contiguous', 'channels_last'].flatMap((layout) =>
      ['fused', 'foreach'].map((adam) => ({ layout, adam, threads })),
    );
    sides.torch = { ask: torch.ask, openings };
  }
  const results = await measureSteps(sides, request, settings);
  for (const [name, { failure }] of Object.entries(results)) {
    if (failure !== undefined) throw new Error(`${name}: ${failure}`);
  }
  await own.ask({ do: 'open', name: 'profiled', ...request });
  await own.ask({ do: 'step', name: 'profiled', count: 3 });
  const { shares } = await own.ask({ do: 'profile', name: 'profiled', count: 5 });
  await own.ask({ do: 'close', name: 'profiled' });
  const operations = operationsOfStep(network, batchSize);
  for (const result of Object.values(results)) {
    result.picturesPerSecond = (1e3 * batchSize) / result.medianMilliseconds;
    result.gigaflops = operations / result.medianMilliseconds / 1e6;
  }
  const { ours, torch: theirs } = results;
  return {
    network,
    batchSize,
    threads,
    operations,
    sides: results,
    ...(theirs === undefined
      ? {}
      : {
          ratio: ours.picturesPerSecond / theirs.picturesPerSecond,
          fastestRatio: theirs.minMilliseconds / ours.minMilliseconds,
          lossDifference: lossDifference(ours.losses, theirs.losses),
        }),
    shares,
  };
}

const round = (value) => Number(value.toPrecision(3));
const percent = (share) => `${(100 * share).toFixed(1)}%`;

function tablesOf(rows) {
  const nameOf = ({ network, threads }) =>
    `${networkName(network)}, ${threads} thread${threads === 1 ? '' : 's'}`;
  return {
    steps: {
      title: 'Training, in pictures per second',
      rows: Object.fromEntries(
        rows.map((row) => {
          const { ours, torch } = row.sides;
          const cells = {
            ours: Math.round(ours.picturesPerSecond),
            'GFLOP/s of convolutions': round(ours.gigaflops),
          };
          if (torch !== undefined) {
            cells.PyTorch = Math.round(torch.picturesPerSecond);
            cells['ours / PyTorch'] = `${round(row.ratio)} ${row.ratio >= bar ? '✓' : '✗'}`;
            cells['fastest steps'] = round(row.fastestRatio);
          }
          return [nameOf(row), cells];
        }),
      ),
    },
    shares: {
      title: 'Where our time goes',
      rows: Object.fromEntries(
        rows.map((row) => [
          nameOf(row),
          Object.fromEntries(
            Object.entries(row.shares)
              .slice(0, 6)
              .map(([kernel, share]) => [kernel.replace('SbnConvolution', 'Convolution'), percent(share)]),
          ),
        ]),
      ),
    },
  };
}

export default async function benchImages(options) {
  const { settings, isNative, out } = readOptions(options);
  const machine = describeMachine();
  const python = torchPythons.torch;
  const hasTorch = isNative && existsSync(python);
  if (isNative && !hasTorch)
    console.log(`PyTorch is left out: ${python} is not there. ${torchInstallCommand}`);
  const torch = hasTorch
    ? await openJsonProcess(python, [join(import.meta.dirname, 'peers', 'torch_images.py')])
    : undefined;
  const rows = [];
  try {
    for (const threads of settings.threads) {
      const own = await openJsonProcess(process.execPath, [
        join(import.meta.dirname, 'images', 'image-program.mjs'),
        `${threads}`,
      ]);
      try {
        for (const network of settings.networks) {
          rows.push(await measureRow(network, threads, { own, torch, settings }));
        }
      } finally {
        await own.close();
      }
    }
  } finally {
    await torch?.close();
  }
  writeResult(out, {
    bench: 'images',
    date: new Date().toISOString().slice(0, 10),
    machine,
    versions: {
      node: process.versions.node,
      v8: process.versions.v8,
      ...Object.fromEntries(
        ['@sbn/train', '@sbn/kernels', '@tensorflow/tfjs-core'].map((name) => [name, versionOf(name)]),
      ),
      ...torch?.greeting.versions,
    },
    notes: {
      time: 'from a batch of float32 pictures and their classes to the updated weights (Adam) and the loss as a number',
      ratio: 'pictures per second of ours / PyTorch, medians; fastestRatio: of the fastest steps of both',
      shares: 'of the time of a step, by kernel, with a clock around each call',
    },
    settings,
    rows,
  });
  for (const { network, threads, lossDifference: difference } of rows) {
    if (difference === undefined || difference <= largestLossDifference) continue;
    console.error(
      `${networkName(network)} with ${threads} threads does not train as PyTorch does: ${difference}`,
    );
    process.exitCode = 1;
  }
  printTables(tablesOf(rows));
}
