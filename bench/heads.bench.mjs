// Training steps of the class heads, in turn, on the same batch and with the same number of threads: how much longer than
// a plain softmax does each take? Puts its table into docs/softmax-heads.md.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { lossDifferences, measureHeads, productsOfStep } from './heads/measure-heads.mjs';
import { fullSettings, heads, smallSettings } from './heads/settings.mjs';
import { openJsonProcess } from './open-json-process.mjs';
import { openJournal } from './row-journal.mjs';
import { printTables, writeTables } from './tables.mjs';
import { describeMachine, versionOf, writeResult } from './write-result.mjs';

const sides = {
  'fused, 1 thread': ['fused', 1],
  'fused, 2 threads': ['fused', 2],
  'wasm loop, 1 thread': ['loop', 1],
  'wasm loop, 2 threads': ['loop', 2],
  'TensorFlow.js wasm': ['plain', 1],
};

const usage = `Usage: pnpm bench heads [--small] [--side NAME]… [--head NAME]… [--resume] [--out FILE]
  --small    one layer of 60 classes: seconds; nothing goes into results/ and docs/ unless asked for
  --side     only this one (${Object.keys(sides).join('; ')}); may be repeated; the JSON goes to .cache/
  --head     softmax and this one only (${Object.keys(heads).join('; ')}); may be repeated; the JSON goes to .cache/
  --resume   go on after the rows of a run that was cut off; give the options that it had
  --out      where the JSON goes; bench/results/heads.json`;

function readOptions(options) {
  try {
    const { values } = parseArgs({
      args: options,
      options: {
        small: { type: 'boolean', default: false },
        side: { type: 'string', multiple: true, default: [] },
        head: { type: 'string', multiple: true, default: [] },
        resume: { type: 'boolean', default: false },
        out: { type: 'string' },
      },
    });
    const pick = (option, all) => {
      for (const name of values[option]) {
        if (!(name in all))
          throw new Error(`--${option}: expected one of ${Object.keys(all).join('; ')}, got ${name}`);
      }
      return Object.fromEntries(
        Object.entries(all).filter(([name]) => values[option].length === 0 || values[option].includes(name)),
      );
    };
    const isPartial = values.small || values.side.length > 0 || values.head.length > 0;
    const here = import.meta.dirname;
    return {
      settings: values.small ? smallSettings : fullSettings,
      sides: pick('side', sides),
      heads: { softmax: heads.softmax, ...pick('head', heads) },
      isResumed: values.resume,
      page: isPartial || values.out !== undefined ? undefined : join(here, '..', 'docs', 'softmax-heads.md'),
      out: values.out ?? join(here, isPartial ? '.cache' : 'results', 'heads.json'),
    };
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

/** Mixtures: the fused engine has none, and TensorFlow.js as it is takes half a minute for one step of a large one. */
const sidesWithMixtures = ['loop'];

/** One size on one side. */
async function measureRow({ side, threads, size, heads: chosen, settings }) {
  const { ask, close } = await openJsonProcess(process.execPath, [
    join(import.meta.dirname, 'heads', 'head-program.mjs'),
    side,
    `${threads}`,
  ]);
  try {
    const candidates = Object.fromEntries(
      Object.entries(chosen).filter(
        ([, { options }]) => sidesWithMixtures.includes(side) || options.kind !== 'mixture',
      ),
    );
    const mixtures = Object.entries(candidates).filter(([, { extraProducts }]) => extraProducts);
    if (mixtures.length > 0) candidates['products of softmax'] = { products: productsOfStep(size, 0) };
    for (const [name, { options }] of mixtures) {
      candidates[`products of ${name}`] = { products: productsOfStep(size, options.numComponents) };
    }
    const results = await measureHeads(ask, candidates, size, settings);
    const softmax = results.softmax.medianMilliseconds;
    for (const [name, result] of Object.entries(results)) {
      const { extraProducts, bar } = chosen[name] ?? {};
      const extra = extraProducts
        ? results[`products of ${name}`].medianMilliseconds -
          results['products of softmax'].medianMilliseconds
        : 0;
      Object.assign(result, {
        ratio: result.medianMilliseconds / softmax,
        ...(extraProducts ? { ratioToProducts: result.medianMilliseconds / (softmax + extra) } : {}),
        ...(bar === undefined ? {} : { bar }),
      });
    }
    return { size, threads, heads: results };
  } finally {
    await close();
  }
}

/** Between the first losses of two sides, relative. */
const largestLossDifference = 1e-4;

const round = (value) => Number(value.toPrecision(3));

function tableOf(rows) {
  const table = {};
  for (const { side, size, heads: results } of rows) {
    const cells = { 'softmax, ms': round(results.softmax.medianMilliseconds) };
    for (const [name, { ratio, ratioToProducts, bar }] of Object.entries(results)) {
      if (name === 'softmax' || name.startsWith('products of')) continue;
      const judged = ratioToProducts ?? ratio;
      const mark = bar === undefined ? '' : ` ${judged <= bar ? '✓' : '✗'}`;
      cells[name] =
        ratioToProducts === undefined
          ? `${round(ratio)}${mark}`
          : `${round(ratio)} (${round(ratioToProducts)} of its products${mark})`;
    }
    table[`n = ${size.numLabels}, d = ${size.dim}, ${side}`] = cells;
  }
  return {
    title: 'A training step, in multiples of a plain softmax on the same side (✓: within the bar)',
    rows: table,
  };
}

export default async function benchHeads(options) {
  const { settings, sides: chosenSides, heads: chosenHeads, isResumed, page, out } = readOptions(options);
  const machine = describeMachine();
  let journal;
  try {
    journal = openJournal(out.replace(/\.json$/, '.unfinished.jsonl'), {
      isResumed,
      conditions: { node: process.versions.node, settings, heads: Object.keys(chosenHeads) },
    });
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
  const rows = [];
  for (const { numLabels, dim } of settings.sizes) {
    const size = { numLabels, dim, batchSize: settings.batchSize };
    for (const [name, [side, threads]] of Object.entries(chosenSides)) {
      const key = `n = ${numLabels}, d = ${dim}, ${name}`;
      const row = await journal.once(key, () =>
        measureRow({ side, threads, size, heads: chosenHeads, settings }),
      );
      rows.push({ side: name, ...row });
      const times = Object.entries(row.heads).map(([head, { ratio }]) => `${head} ${round(ratio)}`);
      console.log(`  ${key}: ${times.join(', ')}`);
    }
  }
  const document = {
    bench: 'heads',
    date: new Date().toISOString().slice(0, 10),
    machine,
    versions: {
      node: process.versions.node,
      v8: process.versions.v8,
      ...Object.fromEntries(
        ['@sbn/train', '@sbn/kernels', '@tensorflow/tfjs-core'].map((name) => [name, versionOf(name)]),
      ),
    },
    notes: {
      time: 'from a batch of dense float32 features and their classes to the updated weights (SGD) and the loss as a number',
      ratio: 'median time / median time of a plain softmax on the same side',
      ratioToProducts:
        'median time / (plain softmax + the matrix products that a mixture has beyond those of a softmax, measured alone)',
    },
    settings,
    lossDifferences: lossDifferences(rows),
    rows,
  };
  writeResult(out, document);
  for (const { side, size, head, difference } of document.lossDifferences) {
    if (difference <= largestLossDifference) continue;
    console.error(
      `${head} with ${size.numLabels} classes on ${side} does not train as on ${rows[0].side}: ${difference}`,
    );
    process.exitCode = 1;
  }
  const tables = { steps: tableOf(document.rows) };
  if (page !== undefined) writeTables(page, 'heads', tables);
  printTables(tables);
  journal.close();
}
