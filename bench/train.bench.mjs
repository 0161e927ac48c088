// Training steps of our engines against PyTorch: in turn, on the same inputs and from the same weights, with the same
// number of threads. Then whole trainings against fastText, the memory, and how the time grows, with the least time that
// this machine allows drawn in: docs/images/train-growth.svg and .png.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { relaxedFlags } from './floor/relaxed-simd.mjs';
import { openJsonProcess } from './open-json-process.mjs';
import { openJournal } from './row-journal.mjs';
import { printTables, writeTables } from './tables.mjs';
import { writeChart } from './time-charts.mjs';
import { fastTextVersion, measureEpochs } from './train/measure-epochs.mjs';
import { measureMemory } from './train/measure-memory.mjs';
import { lossDifference, measureSteps } from './train/measure-steps.mjs';
import { bars, fullSettings, headName, smallSettings } from './train/settings.mjs';
import { costOfStep, floorOfStep } from './train/step-floor.mjs';
import { writeStepInputs } from './train/step-inputs.mjs';
import { openStepSides, torchInstallCommand } from './train/step-sides.mjs';
import { drawTrainChart } from './train/train-chart.mjs';
import { trainTables } from './train/train-tables.mjs';
import { describeMachine, versionOf, writeResult } from './write-result.mjs';

const parts = ['steps', 'growth', 'epochs', 'memory'];
const datasets = fullSettings.epochs;
const learningRate = 1e-3;

const usage = `Usage: pnpm bench train [--small] [--part NAME]… [--head TEXT] [--threads N] [--no-native] [--compiled] [--dataset NAME]… [--tune] [--resume] [--chart-only] [--out FILE] [--chart FILE]
  --small       layers of at most 500 labels: seconds; nothing goes into results/ and docs/ unless asked for
  --part        only this part (${parts.join(', ')}); may be repeated; the others stay as they are in the JSON
  --head        only heads whose name contains the text, such as "DFT n=8921"; the JSON goes to .cache/
  --threads     only this number of threads; the JSON goes to .cache/
  --no-native   leave PyTorch and fastText alone
  --compiled    PyTorch through torch.compile too: twenty seconds for each row; needs a C++ compiler
  --dataset     only the whole trainings on this data set (${datasets.join(', ')}); may be repeated; the others stay as they are
  --tune        look for the best learning rates of the whole trainings again
  --resume      go on after the rows of a run that was cut off; give the options that it had
  --chart-only  measure nothing, draw the chart and write the tables from the JSON that is there
  --out         where the JSON goes; bench/results/train.json
  --chart       the chart's files without their endings; docs/images/train-growth
A part goes into the JSON when all of it is measured; until the run ends its rows are beside it, in train.unfinished.jsonl.
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
        dataset: { type: 'string', multiple: true, default: [] },
        tune: { type: 'boolean', default: false },
        resume: { type: 'boolean', default: false },
        'chart-only': { type: 'boolean', default: false },
        out: { type: 'string' },
        chart: { type: 'string' },
      },
    });
    for (const part of values.part) {
      if (!parts.includes(part)) throw new Error(`--part: expected one of ${parts.join(', ')}, got ${part}`);
    }
    for (const name of values.dataset) {
      if (!datasets.includes(name)) {
        throw new Error(`--dataset: expected one of ${datasets.join(', ')}, got ${name}`);
      }
    }
    if (values.dataset.length > 0 && values.part.length > 0 && !values.part.includes('epochs')) {
      throw new Error(`--dataset: only the part epochs has data sets, got --part ${values.part.join(', ')}`);
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
      settings: {
        ...base,
        heads,
        threads,
        ...(values.dataset.length === 0 ? {} : { epochs: values.dataset }),
      },
      parts: partsOf(values),
      isNative: !values['no-native'],
      isCompiled: values.compiled,
      isSmall: values.small,
      isTuning: values.tune,
      isResumed: values.resume,
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

/** Data sets belong to one part only: who names one wants that part. */
function partsOf({ part, dataset }) {
  if (part.length > 0) return parts.filter((name) => part.includes(name));
  return dataset.length > 0 ? ['epochs'] : parts;
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

async function measureSteadily(part, rows, { settings, isNative, isCompiled, missing, versions, journal }) {
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
        const name = `${headName(head)}, B=${batchSize}, ${threads} threads`;
        const row = await journal.once(`${part}: ${name}`, () =>
          measureRow(head, batchSize, threads, { sides, floor, settings }),
        );
        measured.push(row);
        const times = Object.entries(row.sides).map(
          ([name, { medianMilliseconds, failure }]) =>
            `${name} ${failure === undefined ? medianMilliseconds.toPrecision(3) : 'failed'}`,
        );
        console.log(`  ${name}, ms: ${times.join(', ')}`);
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
  if (page !== undefined) writeTables(page, 'train', trainTables(document));
  if (document.growth === undefined) return;
  writeChart(chart, await drawTrainChart(document));
}

/** @returns whether something that must hold does not */
async function measure({ settings, parts: wanted, isNative, isCompiled, isTuning, isSmall, isResumed, out }) {
  const machine = describeMachine();
  const missing = {};
  const versions = {};
  const conditions = { isSmall, isNative, isCompiled, cpu: machine.cpu, node: process.versions.node };
  const journal = openJournalOrEnd(out.replace(/(\.json)?$/, '.unfinished.jsonl'), { isResumed, conditions });
  const context = { settings, isNative, isCompiled, isTuning, missing, versions, journal };
  const measured = {};
  for (const part of wanted) {
    measured[part] = await measurements[part](context);
    // At once: a later part may be cut off.
    writePart(out, part, measured[part], { machine, versions, missing });
  }
  journal.close();
  for (const [peer, reason] of Object.entries(missing)) console.log(`Without ${peer}: ${reason}`);
  if (missing.torch !== undefined) console.log(`To install PyTorch: ${torchInstallCommand}`);
  printTables(trainTables(measured));
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

function openJournalOrEnd(file, options) {
  try {
    return openJournal(file, options);
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}

/** Each measures one part, and keeps every row in the journal as it comes. */
const measurements = {
  steps: (context) => {
    console.log('steps: every side in turn');
    return measureSteadily('steps', stepRows(context.settings), context);
  },
  growth: async (context) => {
    console.log('growth');
    const { rows, peaks } = await measureSteadily('growth', growthRows(context.settings), context);
    return { ...context.settings.growth, rows, peaks };
  },
  epochs: async ({ settings, isNative, isTuning, missing, versions, journal }) => {
    if (isNative) {
      const version = await fastTextVersion();
      if (version === undefined) missing.fasttext = "Debian's package fasttext is not installed";
      else versions.fasttext = version;
    }
    const folder = join(import.meta.dirname, '.cache', 'epochs');
    const epochs = [];
    for (const name of settings.epochs) {
      console.log(`epochs: ${name}`);
      epochs.push(await measureEpochs(name, { folder, turns: 3, isNative, isTuning, once: journal.once }));
    }
    return epochs;
  },
  memory: async ({ settings, journal }) => {
    console.log('memory: every probe in a process of its own');
    const threads = settings.threads.at(-1);
    const memory = [];
    for (const probe of settings.memory) {
      const key = `memory: ${headName(probe.head)}, B=${probe.batchSize}, ${threads} threads`;
      const result = await journal.once(key, () => measureMemory(probe, threads));
      memory.push(result);
      const size = result.failure === undefined ? `${result.trainedMiB.toFixed(0)} MiB` : 'failed';
      console.log(`  ${key.slice('memory: '.length)}: ${size}`);
    }
    return memory;
  },
};

/** Puts one part into the JSON and leaves the others as they are, each with the day and the machine it was measured on. */
function writePart(out, part, measured, { machine, versions, missing }) {
  const before = readBefore(out);
  const date = new Date().toISOString().slice(0, 10);
  writeResult(out, {
    ...before,
    bench: 'train',
    date,
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
    measuredOn: { ...before.measuredOn, [part]: { date, machine } },
    [part]: part === 'epochs' ? mergeEpochs(before.epochs, measured) : measured,
  });
}

/** Data sets that were not asked for stay. */
function mergeEpochs(before = [], measured) {
  const all = [...measured, ...before];
  return datasets.flatMap((dataset) => all.find(({ name }) => name === dataset) ?? []);
}

function readBefore(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
