// Training steps of our engines against PyTorch: in turn, on the same inputs and from the same weights, with the same
// number of threads. Then whole trainings against fastText, the memory, and how the time grows, with the least time that
// this machine allows drawn in: docs/images/train-growth.svg and .png.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { relaxedFlags } from './floor/relaxed-simd.mjs';
import { openJsonProcess } from './open-json-process.mjs';
import { writeChart } from './time-charts.mjs';
import { fastTextVersion, measureEpochs } from './train/measure-epochs.mjs';
import { measureMemory } from './train/measure-memory.mjs';
import { lossDifference, measureSteps } from './train/measure-steps.mjs';
import { bars, fullSettings, headName, smallSettings } from './train/settings.mjs';
import { costOfStep, floorOfStep } from './train/step-floor.mjs';
import { writeStepInputs } from './train/step-inputs.mjs';
import { openStepSides, torchInstallCommand } from './train/step-sides.mjs';
import { drawTrainChart } from './train/train-chart.mjs';
import { printTables, trainTables, writeTables } from './train/train-tables.mjs';
import { describeMachine, versionOf, writeResult } from './write-result.mjs';

const parts = ['steps', 'growth', 'epochs', 'memory'];
const learningRate = 1e-3;

const usage = `Usage: pnpm bench train [--small] [--part NAME]… [--head TEXT] [--threads N] [--no-native] [--compiled] [--tune] [--chart-only] [--out FILE] [--chart FILE]
  --small       layers of at most 500 labels: seconds; nothing goes into results/ and docs/ unless asked for
  --part        only this part (${parts.join(', ')}); may be repeated; the others stay as they are in the JSON
  --head        only heads whose name contains the text, such as "DFT n=8921"; the JSON goes to .cache/
  --threads     only this number of threads; the JSON goes to .cache/
  --no-native   leave PyTorch and fastText alone
  --compiled    PyTorch through torch.compile too: twenty seconds for each row; needs a C++ compiler
  --tune        look for the best learning rates of the whole trainings again
  --chart-only  measure nothing, draw the chart and write the tables from the JSON that is there
  --out         where the JSON goes; bench/results/train.json
  --chart       the chart's files without their endings; docs/images/train-growth
A run without --small, --head, --threads and --out puts its tables into docs/performance.md.`;

function readOptions(options) {
  try {
    const { values } = parseArgs({
      args: options,
      options: {
        small: { type: 'boolean', default: false },
        part: { type: 'string', multiple: true, default: [] },
        head: { type: 'string' },
        threads: { type: 'string' },
        'no-native': { type: 'boolean', default: false },
        compiled: { type: 'boolean', default: false },
        tune: { type: 'boolean', default: false },
        'chart-only': { type: 'boolean', default: false },
        out: { type: 'string' },
        chart: { type: 'string' },
      },
    });
    for (const part of values.part) {
      if (!parts.includes(part)) throw new Error(`--part: expected one of ${parts.join(', ')}, got ${part}`);
    }
    const base = values.small ? smallSettings : fullSettings;
    const heads = base.heads.filter((head) => headName(head).includes(values.head ?? ''));
    if (heads.length === 0) {
      throw new Error(
        `--head: expected a part of ${base.heads.map(headName).join(', ')}; got ${values.head}`,
      );
    }
    const threads = values.threads === undefined ? base.threads : [Number(values.threads)];
    if (!threads.every((count) => Number.isInteger(count) && count >= 1)) {
      throw new Error(`--threads: expected an integer of at least 1, got ${values.threads}`);
    }
    const isPartial = values.small || values.head !== undefined || values.threads !== undefined;
    const here = import.meta.dirname;
    const cache = join(here, '.cache');
    return {
      settings: { ...base, heads, threads },
      parts: values.part.length === 0 ? parts : values.part,
      isNative: !values['no-native'],
      isCompiled: values.compiled,
      isTuning: values.tune,
      isChartOnly: values['chart-only'],
      page: isPartial || values.out !== undefined ? undefined : join(here, '..', 'docs', 'performance.md'),
      out: values.out ?? join(isPartial ? cache : join(here, 'results'), 'train.json'),
      chart: values.chart ?? join(isPartial ? cache : join(here, '..', 'docs', 'images'), 'train-growth'),
    };
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

/** One head at one size of batch and number of threads, by all sides. */
async function measureRow(head, batchSize, threads, { sides, floor, settings }) {
  const folder = join(import.meta.dirname, '.cache', 'train', `${headName(head)} B=${batchSize}`);
  const request = { ...writeStepInputs(folder, head, batchSize), learningRate, threads };
  const results = await measureSteps(sides, request, settings);
  const cost = costOfStep(head, batchSize);
  const { bytesPerSecond } = await floor.ask({ bytes: cost.bytes / 2 });
  const floors = floorOfStep(cost, { ...floor.greeting, bytesPerSecond });
  const torch = results.torch?.medianMilliseconds;
  const described = Object.fromEntries(
    Object.entries(results).map(([name, result]) => {
      if (result.failure !== undefined) return [name, result];
      const ratios =
        torch === undefined
          ? {}
          : {
              ratio: result.medianMilliseconds / torch,
              minRatio: result.minMilliseconds / results.torch.minMilliseconds,
              lossDifference: lossDifference(result.losses, results.torch.losses),
            };
      return [name, { ...result, ...ratios, timesFloor: result.minMilliseconds / floors.milliseconds }];
    }),
  );
  return { head, batchSize, threads, cost, floor: floors, sides: described };
}

async function measureSteadily(rows, { settings, isNative, isCompiled, missing, versions }) {
  const measured = [];
  const peaks = [];
  for (const threads of settings.threads) {
    const floor = await openJsonProcess(process.execPath, [
      ...relaxedFlags,
      join(import.meta.dirname, 'floor', 'floor-program.mjs'),
      ...[`${threads}`, `${settings.floorSeconds}`],
    ]);
    peaks.push({ threads, ...floor.greeting });
    const opened = await openStepSides({ threads, isNative, isCompiled });
    Object.assign(missing, opened.missing);
    Object.assign(versions, opened.versions);
    try {
      for (const { head, batchSize, only } of rows) {
        const all = opened.sidesFor(head);
        const sides =
          only === undefined
            ? all
            : Object.fromEntries(Object.entries(all).filter(([name]) => only.includes(name)));
        const row = await measureRow(head, batchSize, threads, { sides, floor, settings });
        measured.push(row);
        const times = Object.entries(row.sides).map(
          ([name, { medianMilliseconds, failure }]) =>
            `${name} ${failure === undefined ? medianMilliseconds.toPrecision(3) : 'failed'}`,
        );
        console.log(`  ${headName(head)}, B=${batchSize}, ${threads} threads, ms: ${times.join(', ')}`);
      }
    } finally {
      await opened.close();
      await floor.close();
    }
  }
  return { rows: measured, peaks };
}

const stepRows = ({ heads, comparedHeads, batchSizes }) =>
  batchSizes.flatMap((batchSize) => [
    ...heads.map((head) => ({ head, batchSize })),
    ...comparedHeads.map((head) => ({ head, batchSize, only: ['fused'] })),
  ]);

/** Points along each axis; where the series cross, all of them show the same measurement. */
function growthRows({ growth: { fixed, series } }) {
  const rows = new Map();
  for (const { along, values } of series) {
    for (const value of values) {
      const { batchSize, ...shape } = { ...fixed, [along]: value };
      const head = { kind: 'bsl', inDim: fullSettings.heads[0].inDim, ...shape };
      rows.set(JSON.stringify([head, batchSize]), {
        head,
        batchSize,
        only: ['fused', 'torch'],
      });
    }
  }
  return [...rows.values()];
}

export default async function bench(options) {
  const settings = readOptions(options);
  const { out, chart, page } = settings;
  if (!settings.isChartOnly) {
    const isWrong = await measure(settings);
    if (isWrong) process.exitCode = 1;
  }
  const document = JSON.parse(readFileSync(out, 'utf8'));
  if (page !== undefined) writeTables(page, trainTables(document));
  if (document.growth === undefined) return;
  writeChart(chart, await drawTrainChart(document));
}

/** @returns whether something that must hold does not */
async function measure({ settings, parts: wanted, isNative, isCompiled, isTuning, out }) {
  const machine = describeMachine();
  const missing = {};
  const versions = {};
  const context = { settings, isNative, isCompiled, missing, versions };
  const measured = {};
  const cache = join(import.meta.dirname, '.cache');
  if (wanted.includes('steps')) {
    console.log('steps: every side in turn');
    measured.steps = await measureSteadily(stepRows(settings), context);
  }
  if (wanted.includes('growth')) {
    console.log('growth');
    const { rows, peaks } = await measureSteadily(growthRows(settings), context);
    measured.growth = { ...settings.growth, rows, peaks };
  }
  if (wanted.includes('epochs')) {
    measured.epochs = [];
    if (isNative) {
      const version = await fastTextVersion();
      if (version === undefined) missing.fasttext = "Debian's package fasttext is not installed";
      else versions.fasttext = version;
    }
    for (const name of settings.epochs) {
      console.log(`epochs: ${name}`);
      measured.epochs.push(await measureEpochs(name, { folder: join(cache, 'epochs'), turns: 3, isTuning }));
    }
  }
  if (wanted.includes('memory')) {
    console.log('memory: every probe in a process of its own');
    measured.memory = [];
    for (const probe of settings.memory)
      measured.memory.push(await measureMemory(probe, settings.threads.at(-1)));
  }
  for (const [peer, reason] of Object.entries(missing)) console.log(`Without ${peer}: ${reason}`);
  if (missing.torch !== undefined) console.log(`To install PyTorch: ${torchInstallCommand}`);
  printTables(trainTables(measured));
  const before = wanted.length === parts.length ? {} : readBefore(out);
  writeResult(out, {
    ...before,
    bench: 'train',
    date: new Date().toISOString().slice(0, 10),
    machine,
    versions: {
      ...before.versions,
      node: process.versions.node,
      v8: process.versions.v8,
      ...Object.fromEntries(
        ['@sbn/train', '@sbn/kernels', '@tensorflow/tfjs-core'].map((name) => [name, versionOf(name)]),
      ),
      ...versions,
    },
    bars,
    notes: {
      time: 'from a batch of dense float32 features and the indices of its active labels to the updated weights and the loss as a number',
      ratio:
        'median time of a side / median time of the newest PyTorch with its fastest Adam; minRatio: of the fastest steps',
      floor:
        'the larger of bytes / bandwidth and operations / peak + loss entries / peak, all measured in this run (bench/floor)',
      missing,
    },
    ...measured,
  });
  const differing = [...(measured.steps?.rows ?? []), ...(measured.growth?.rows ?? [])].flatMap(
    ({ head, batchSize, threads, sides }) =>
      Object.entries(sides)
        .filter(([, side]) => side.failure !== undefined || side.lossDifference > bars.lossDifference)
        .map(
          ([name, side]) =>
            `${name}, ${headName(head)}, B=${batchSize}, ${threads} threads: ${side.failure ?? `loss differs by ${side.lossDifference}`}`,
        ),
  );
  const failed = (measured.memory ?? []).filter(({ failure }) => failure !== undefined);
  for (const line of differing) console.error(line);
  for (const { head, failure } of failed) console.error(`memory, ${headName(head)}: ${failure}`);
  return differing.length + failed.length > 0;
}

function readBefore(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
