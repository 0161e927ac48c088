// How the time for one label set grows with the labels n, the columns d and the labels in the set. Draws the chart of
// the documentation: docs/images/detect-growth.svg and .png.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '@sbn/core';
import { createDetector, createVerifier } from '@sbn/detect';
import { gaussianLayer, plantedSet } from './gaussian-layer.mjs';
import { drawGrowthChart } from './growth-chart.mjs';
import { mean, median, timed } from './measure-in-turn.mjs';
import { writeChart } from './time-charts.mjs';
import { describeMachine, versionOf, writeResult } from './write-result.mjs';

const box = 1e4;
// The three series share the point (10000, 100, 13).
const fullSettings = {
  numSets: 10,
  // Enough for the median where one set takes seconds.
  secondsPerMeasure: 15,
  series: [
    { along: 'numLabels', values: [1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000] },
    { along: 'dim', values: [25, 50, 100, 200, 400] },
    { along: 'cardinality', values: [1, 2, 5, 13, 30, 80, 200] },
  ],
  fixed: { numLabels: 10_000, dim: 100, cardinality: 13 },
};
const smallSettings = {
  numSets: 3,
  secondsPerMeasure: 1,
  series: [
    { along: 'numLabels', values: [50, 100, 200] },
    { along: 'dim', values: [5, 10, 20] },
    { along: 'cardinality', values: [1, 3, 9] },
  ],
  fixed: { numLabels: 100, dim: 10, cardinality: 3 },
};

const usage = `Usage: pnpm bench growth [--small] [--chart-only] [--out FILE] [--chart FILE]
  --small       layers of at most 200 labels: seconds; nothing goes into results/ and docs/ unless asked for
  --chart-only  measure nothing, draw the chart from the JSON that is there
  --out         where the JSON goes; bench/results/growth.json, with --small bench/.cache/growth.json
  --chart       the chart's files without their endings; docs/images/detect-growth, with --small bench/.cache/detect-growth`;

function readOptions(options) {
  try {
    const { values } = parseArgs({
      args: options,
      options: {
        small: { type: 'boolean', default: false },
        'chart-only': { type: 'boolean', default: false },
        out: { type: 'string' },
        chart: { type: 'string' },
      },
    });
    const here = import.meta.dirname;
    const cache = join(here, '.cache');
    return {
      settings: values.small ? smallSettings : fullSettings,
      isChartOnly: values['chart-only'],
      out: values.out ?? join(values.small ? cache : join(here, 'results'), 'growth.json'),
      chart: values.chart ?? join(values.small ? cache : join(here, '..', 'docs', 'images'), 'detect-growth'),
    };
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

/** Measures planted and random label sets of one size of layer. */
async function measurePoint({ numLabels, dim, cardinality }, { numSets, secondsPerMeasure }) {
  const random = createRandom([7, 'bench-growth', numLabels, dim, cardinality]);
  const weights = gaussianLayer(numLabels, dim, random);
  const verifier = createVerifier({ weights });
  // The same sets come again and again: none may start from its own solution.
  const any = await createDetector({ weights, margin: 'any', warmStart: false });
  const best = await createDetector({ weights, margin: 'best', warmStart: false });
  const actions = {
    any: (labels) => any.check(labels),
    best: (labels) => best.check(labels),
    radius: (labels) => best.radius(labels, { box }),
  };
  const origins = {
    planted: Array.from({ length: numSets }, () => plantedSet(weights, cardinality, random)),
    random: Array.from({ length: numSets }, () => [...random.sample(numLabels, cardinality)]),
  };
  const points = [];
  for (const [origin, sets] of Object.entries(origins)) {
    for (const [measure, action] of Object.entries(actions)) {
      // Compile before the clock starts; a small layer needs more calls for that.
      const warm = performance.now() + 200;
      for (let index = 0; index === 0 || performance.now() < warm; index++)
        await action(sets[index % numSets]);
      const milliseconds = [];
      const statuses = { argmaxable: 0, unargmaxable: 0, undecided: 0 };
      let notVerified = 0;
      const end = performance.now() + secondsPerMeasure * 1e3;
      for (const labels of sets) {
        if (milliseconds.length >= 3 && performance.now() > end) break;
        const { value, milliseconds: elapsed } = await timed(() => action(labels));
        milliseconds.push(elapsed);
        if (measure === 'radius') continue;
        statuses[value.status]++;
        if (!verifier.verify(value).ok) notVerified++;
      }
      points.push({
        numLabels,
        dim,
        cardinality,
        origin,
        measure,
        medianMilliseconds: median(milliseconds),
        meanMilliseconds: mean(milliseconds),
        milliseconds,
        ...(measure === 'radius' ? {} : { ...statuses, notVerified }),
      });
    }
  }
  any.dispose();
  best.dispose();
  return points;
}

export default async function bench(options) {
  const { settings, isChartOnly, out, chart } = readOptions(options);
  if (!isChartOnly) {
    const machine = describeMachine();
    const points = [];
    // Where the series cross, all of them show the same measurement.
    const measured = new Map();
    for (const { along, values } of settings.series) {
      for (const value of values) {
        const shape = { ...settings.fixed, [along]: value };
        const key = Object.values(shape).join();
        if (!measured.has(key)) {
          console.log(`${shape.numLabels} labels, ${shape.dim} columns, ${shape.cardinality} in the set`);
          measured.set(key, await measurePoint(shape, settings));
        }
        points.push(...measured.get(key).map((point) => ({ along, ...point })));
      }
    }
    print(points);
    writeResult(out, {
      bench: 'growth',
      date: new Date().toISOString().slice(0, 10),
      machine,
      versions: { node: process.versions.node, '@sbn/detect': versionOf('@sbn/detect') },
      threads: 1,
      box,
      fixed: settings.fixed,
      points,
    });
    const wrong = points.filter(({ notVerified = 0 }) => notVerified > 0);
    if (wrong.length > 0) {
      console.error(`Verdicts that verifyVerdict refuses, at ${wrong.length} points: see the JSON`);
      process.exitCode = 1;
    }
  }
  writeChart(chart, await drawGrowthChart(JSON.parse(readFileSync(out, 'utf8'))));
}

function print(points) {
  const rows = {};
  for (const { numLabels, dim, cardinality, origin, measure, medianMilliseconds } of points) {
    const key = `${numLabels}, ${dim}, ${cardinality}: ${origin}`;
    rows[key] = { ...rows[key], [`${measure}, ms`]: Number(medianMilliseconds.toPrecision(3)) };
  }
  console.log('Labels, columns, labels in the set: median time for one set');
  console.table(rows);
}
