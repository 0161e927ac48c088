// Training steps of convolutional networks for texts on @sbn/train/wasm against PyTorch and TensorFlow.js' own wasm
// backend: in turn, on the same texts, from the same weights, with the same number of threads.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '@sbn/core';
import { openJsonProcess } from './open-json-process.mjs';
import { printTables } from './tables.mjs';
import { fullSettings, operationsOfPass, smallSettings } from './text/settings.mjs';
import { lossDifference, measureSteps } from './train/measure-steps.mjs';
import { torchInstallCommand, torchPythons } from './train/step-sides.mjs';
import { describeMachine, versionOf, writeResult } from './write-result.mjs';

const learningRate = 1e-3;
/** Between the losses of both sides, relative, without dropout. */
const largestLossDifference = 1e-4;
const comparedSteps = 6;

const usage = `Usage: pnpm bench text [--small] [--no-native] [--network NAME] [--out FILE]
  --small      a tiny network: seconds; nothing goes into results/ unless asked for
  --no-native  leave PyTorch alone
  --network    only this one: ${Object.keys(fullSettings.networks).join(', ')}; the JSON goes to .cache/
  --out        where the JSON goes; bench/results/text.json`;

function readOptions(options) {
  try {
    const { values } = parseArgs({
      args: options,
      options: {
        small: { type: 'boolean', default: false },
        'no-native': { type: 'boolean', default: false },
        network: { type: 'string' },
        out: { type: 'string' },
      },
    });
    const settings = values.small ? smallSettings : fullSettings;
    const names = Object.keys(settings.networks);
    if (values.network !== undefined && !names.includes(values.network)) {
      throw new Error(`--network: expected one of ${names.join(', ')}, got ${values.network}`);
    }
    const isPartial = values.small || values.network !== undefined;
    return {
      settings,
      names: values.network === undefined ? names : [values.network],
      isNative: !values['no-native'],
      out: values.out ?? join(import.meta.dirname, isPartial ? '.cache' : 'results', 'text.json'),
    };
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

/** Random words, frequent ones as frequent as in a text, and random labels. @returns the folder that has them */
function writeBatch(name, { numWords, length, batchSize, numLabels, labelsPerText }) {
  const folder = join(import.meta.dirname, '.cache', 'text', name);
  mkdirSync(folder, { recursive: true });
  const random = createRandom([1, 'bench-text']);
  // Word r comes about as often as 1 / r says.
  const word = () => BigInt(Math.floor(numWords ** random.uniform()) - 1);
  const tokens = BigInt64Array.from({ length: batchSize * length }, word);
  const labels = Array.from({ length: batchSize }, () =>
    [...random.sample(numLabels, labelsPerText)].sort((a, b) => a - b),
  );
  writeFileSync(join(folder, 'tokens'), new Uint8Array(tokens.buffer));
  writeFileSync(join(folder, 'labels'), new Uint8Array(BigInt64Array.from(labels.flat(), BigInt).buffer));
  return folder;
}

/** One network with one number of threads, by all sides. */
async function measureRow(name, network, threads, { own, plain, torch, settings }) {
  const folder = writeBatch(name, network);
  await own.ask({ do: 'weights', network, folder });
  const request = { network, folder, learningRate };
  const sides = { ours: { ask: own.ask, openings: [{}] } };
  if (threads === 1) sides.plain = { ask: plain.ask, openings: [{}] };
  if (torch !== undefined) {
    // All forms are tried; the fastest is quoted.
    const openings = ['conv1d', 'conv2d'].flatMap((form) =>
      ['fused', 'foreach'].map((adam) => ({ form, adam, threads })),
    );
    sides.torch = { ask: torch.ask, openings };
  }
  const results = await measureSteps(sides, request, settings);
  for (const [side, { failure }] of Object.entries(results)) {
    if (failure !== undefined) throw new Error(`${side}: ${failure}`);
  }
  const withoutDropout = { ...network, inputDropout: 0 };
  const losses = {};
  for (const [side, { ask, openings }] of Object.entries(sides)) {
    await ask({ do: 'open', name: 'compared', ...request, ...openings[0], network: withoutDropout });
    ({ losses: losses[side] } = await ask({ do: 'step', name: 'compared', count: comparedSteps }));
    await ask({ do: 'close', name: 'compared' });
  }
  const { ours, ...others } = results;
  return {
    name,
    threads,
    operations: operationsOfPass(network),
    sides: results,
    losses,
    comparisons: Object.fromEntries(
      Object.entries(others).map(([side, { medianMilliseconds, minMilliseconds }]) => [
        side,
        {
          ratio: ours.medianMilliseconds / medianMilliseconds,
          fastestRatio: ours.minMilliseconds / minMilliseconds,
          lossDifference: lossDifference(losses.ours, losses[side]),
        },
      ]),
    ),
  };
}

const round = (value) => Number(value.toPrecision(3));

function tablesOf(rows) {
  return {
    steps: {
      title: 'Training steps, in milliseconds',
      rows: Object.fromEntries(
        rows.map(({ name, threads, operations, sides, comparisons }) => {
          const cells = {
            ours: Math.round(sides.ours.medianMilliseconds),
            'GFLOP/s of a pass': round(operations / sides.ours.medianMilliseconds / 1e6),
          };
          for (const [side, { ratio }] of Object.entries(comparisons)) {
            cells[side] = Math.round(sides[side].medianMilliseconds);
            cells[`ours / ${side}`] = round(ratio);
          }
          return [`${name}, ${threads} thread${threads === 1 ? '' : 's'}`, cells];
        }),
      ),
    },
  };
}

export default async function benchText(options) {
  const { settings, names, isNative, out } = readOptions(options);
  const machine = describeMachine();
  const python = torchPythons.torch;
  const hasTorch = isNative && existsSync(python);
  if (isNative && !hasTorch)
    console.log(`PyTorch is left out: ${python} is not there. ${torchInstallCommand}`);
  const program = join(import.meta.dirname, 'text', 'text-program.mjs');
  const torch = hasTorch
    ? await openJsonProcess(python, [join(import.meta.dirname, 'peers', 'torch_text.py')])
    : undefined;
  const plain = await openJsonProcess(process.execPath, [program, 'plain']);
  const rows = [];
  try {
    for (const threads of settings.threads) {
      const own = await openJsonProcess(process.execPath, [program, `${threads}`]);
      try {
        for (const name of names) {
          const network = settings.networks[name];
          rows.push(await measureRow(name, network, threads, { own, plain, torch, settings }));
        }
      } finally {
        await own.close();
      }
    }
  } finally {
    await plain.close();
    await torch?.close();
  }
  writeResult(out, {
    bench: 'text',
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
      time: 'from the numbers of the words of a batch and its label sets to the updated weights (Adam) and the loss as a number',
      ratio: 'time of ours / of the other, medians; fastestRatio: of the fastest steps of both',
      lossDifference: `the largest relative difference of ${comparedSteps} losses from the same weights, without dropout`,
    },
    settings,
    rows,
  });
  for (const { name, threads, comparisons } of rows) {
    for (const [side, { lossDifference: difference }] of Object.entries(comparisons)) {
      if (difference <= largestLossDifference) continue;
      console.error(`${name} with ${threads} threads does not train as ${side} does: ${difference}`);
      process.exitCode = 1;
    }
  }
  printTables(tablesOf(rows));
}
