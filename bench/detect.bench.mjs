// Deciding label sets and finding their radii: @sbn/detect against the textbook linear program with all n rows, solved
// by native HiGHS and Gurobi (bench/peers, where they are installed) or by HiGHS in WebAssembly; in turn, on one thread
// each, on the same label sets. Then the throughput of two workers, and the memory.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '@sbn/core';
import { encodeNpy } from '@sbn/datasets';
import { createDetector, createVerifier, summariseVerdicts } from '@sbn/detect';
import { fullChebyshevLp, wasmSolvers } from './full-chebyshev-lp.mjs';
import { gaussianLayer, mixedSets } from './gaussian-layer.mjs';
import { mean, measureInTurn, median, timed } from './measure-in-turn.mjs';
import { probeMemory } from './memory-probe.mjs';
import { installCommand, openNativePeers } from './native-peers.mjs';
import { wordnetLayers } from './wordnet-layers.mjs';
import { describeMachine, versionOf, writeResult } from './write-result.mjs';

const box = 1e4;
/** A radius below this is within the linear program's own tolerances: its verdict then says nothing. */
const certainRadius = 1e-6;
const cache = join(import.meta.dirname, '.cache');

// numSets: label sets that the peers solve too, few where one takes them ten seconds.
const fullLayers = [
  { name: 'gaussian-1000', numLabels: 1000, dim: 50, cardinality: 5, numSets: 40 },
  { name: 'gaussian-8921', numLabels: 8921, dim: 100, cardinality: 16, numSets: 16 },
  { name: 'gaussian-20000', numLabels: 20000, dim: 200, cardinality: 13, numSets: 6 },
  { name: 'wordnet-bsl', trained: 'bsl', numSets: 24 },
  { name: 'wordnet-dft', trained: 'dft', numSets: 24 },
];
const smallLayers = [{ name: 'gaussian-200', numLabels: 200, dim: 16, cardinality: 4, numSets: 8 }];

const fullSettings = {
  layers: fullLayers,
  warmUpMilliseconds: 1000,
  throughputMilliseconds: 5000,
  memory: [
    // A layer of 76 MiB: a copy of it in a worker would be over the 64 MiB that a worker may take.
    { task: 'check', numLabels: 100_000, dim: 100, cardinality: 13, numSets: 48 },
    { task: 'check', numLabels: 20_000, dim: 200, cardinality: 13, numSets: 48 },
    // Any margin: workers screen their sets on a copy in single precision.
    { task: 'check', margin: 'any', numLabels: 20_000, dim: 200, cardinality: 13, numSets: 96 },
    { task: 'radius', numLabels: 20_000, dim: 200, cardinality: 13, numSets: 8 },
  ],
  stream: { numLabels: 300, dim: 20, cardinality: 4, numSets: 100_000 },
};
const smallSettings = {
  layers: smallLayers,
  warmUpMilliseconds: 50,
  throughputMilliseconds: 100,
  memory: [{ task: 'check', numLabels: 2000, dim: 20, cardinality: 4, numSets: 16 }],
  stream: { numLabels: 60, dim: 8, cardinality: 3, numSets: 2000 },
};

const usage = `Usage: pnpm bench detect [--small] [--layer NAME]… [--sets N] [--no-native] [--out FILE]
  --small      a layer of 200 labels and little memory: seconds
  --layer      only this layer (${fullLayers.map(({ name }) => name).join(', ')}); may be repeated; without memory
  --sets       this many label sets for each layer
  --no-native  leave bench/peers alone and use HiGHS in WebAssembly
  --out        where the JSON goes; bench/results/detect.json for the whole benchmark, else bench/.cache/detect.json`;

function readOptions(options) {
  try {
    const { values } = parseArgs({
      args: options,
      options: {
        small: { type: 'boolean', default: false },
        layer: { type: 'string', multiple: true, default: [] },
        sets: { type: 'string' },
        'no-native': { type: 'boolean', default: false },
        out: { type: 'string' },
      },
    });
    const settings = values.small ? smallSettings : fullSettings;
    const names = settings.layers.map(({ name }) => name);
    for (const name of values.layer) {
      if (!names.includes(name)) throw new Error(`--layer: expected one of ${names.join(', ')}, got ${name}`);
    }
    const numSets = values.sets === undefined ? undefined : Number(values.sets);
    if (numSets !== undefined && !(Number.isInteger(numSets) && numSets >= 2)) {
      throw new Error(`--sets: expected an integer of at least 2, got ${values.sets}`);
    }
    const isWhole = !values.small && values.layer.length === 0 && numSets === undefined;
    return {
      settings,
      layers: settings.layers
        .filter(({ name }) => values.layer.length === 0 || values.layer.includes(name))
        .map((layer) => ({ ...layer, numSets: numSets ?? layer.numSets })),
      withMemory: values.layer.length === 0,
      isNative: !values['no-native'],
      out:
        values.out ??
        (isWhole ? join(import.meta.dirname, 'results', 'detect.json') : join(cache, 'detect.json')),
    };
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

/** @returns `{ weights, sets, moreSets(count) }` */
async function openLayer({ numLabels, dim, cardinality, trained, numSets }) {
  if (trained === undefined) {
    const random = createRandom([7, 'bench-detect', numLabels]);
    const weights = gaussianLayer(numLabels, dim, random);
    return {
      weights,
      sets: mixedSets(weights, cardinality, numSets, random),
      moreSets: (count) => mixedSets(weights, cardinality, count, random),
    };
  }
  const { layers, sets } = await wordnetLayers();
  const { weights } = layers[trained];
  const order = createRandom([7, 'bench-detect', trained]).sample(
    sets.length,
    Math.min(numSets, sets.length),
  );
  return {
    weights,
    sets: [...order].map((index) => sets[index]),
    moreSets: (count) => Array.from({ length: count }, (_, index) => sets[index % sets.length]),
  };
}

/** The peers of one layer: for each, the solvers to choose from and how to call them. */
async function openPeers(native, weights, name) {
  const solversOf = (prefix) => native.solvers.filter((solver) => solver.startsWith(prefix));
  const peers = {};
  if (native.solvers.length > 0) {
    mkdirSync(cache, { recursive: true });
    const matrix = join(cache, `${name}.npy`);
    writeFileSync(matrix, encodeNpy(weights));
    const solve = (request) => native.solve({ matrix, bias: null, box, ...request });
    if (solversOf('highs').length > 0) peers.highs = { solvers: solversOf('highs'), solve };
    const { gurobi } = native.limits;
    if (gurobi !== undefined && weights.rows <= gurobi.rows && weights.cols < gurobi.columns) {
      peers.gurobi = { solvers: solversOf('gurobi'), solve };
    }
  }
  if (peers.highs === undefined) {
    const solve = await fullChebyshevLp({ weights, box });
    peers['highs-wasm'] = { solvers: Object.keys(wasmSolvers), solve: async (request) => solve(request) };
  }
  return peers;
}

const secondsOf = ({ modelSeconds, solveSeconds }) => modelSeconds + solveSeconds;

/**
 * Finds a peer's fastest solver for a goal, by processor time, which other programs disturb least. A solver that takes
 * half as long again as the best so far is stopped; where one label set takes seconds, it is enough to choose by.
 */
async function chooseSolver({ solvers, solve }, goal, sets) {
  let best;
  const cpuSecondsPerSet = {};
  let timeLimit = null;
  // Interior point first: where the others are slow, they are stopped early.
  const order = [...solvers].sort((a, b) => Number(b.includes('ipm')) - Number(a.includes('ipm')));
  for (const solver of order) {
    // The first call builds the model. Not the set that comes next: a solver that starts from the solution before would
    // be done at once.
    const answers = [await solve({ solver, goal, labels: sets.at(-1), timeLimit })];
    if (answers[0].solveSeconds < 2) {
      answers.length = 0;
      for (const labels of sets) answers.push(await solve({ solver, goal, labels, timeLimit }));
    }
    const isSolved = answers.every(({ status }) => status === 'argmaxable' || status === 'unargmaxable');
    cpuSecondsPerSet[solver] = isSolved ? mean(answers.map(({ cpuSeconds }) => cpuSeconds)) : null;
    if (isSolved && (best === undefined || cpuSecondsPerSet[solver] < cpuSecondsPerSet[best])) {
      best = solver;
      timeLimit = 0.1 + 1.5 * Math.max(...answers.map(({ solveSeconds }) => solveSeconds));
    }
  }
  if (best === undefined) throw new Error(`None of ${solvers.join(', ')} solves the linear program`);
  return { solver: best, cpuSecondsPerSet };
}

/** Until the code is loaded and compiled for speed; measured programs run for longer than this. */
async function warmUp(actions, sets, milliseconds) {
  for (const action of actions) {
    const end = performance.now() + milliseconds;
    for (let index = 0; index < 2 || performance.now() < end; index++)
      await action(sets[index % sets.length]);
  }
}

/** Decides and measures one layer. */
async function benchLayer(definition, native, { throughputMilliseconds, warmUpMilliseconds }) {
  const { name } = definition;
  const say = (text) => console.log(`  ${text}`);
  const { weights, sets, moreSets } = await openLayer(definition);
  console.log(`${name}: ${weights.rows} labels, ${weights.cols} columns, ${sets.length} label sets`);
  const detectors = {
    // The same sets come again and again: none may start from its own solution.
    any: await createDetector({ weights, margin: 'any', warmStart: false }),
    best: await createDetector({ weights, margin: 'best', warmStart: false }),
  };
  const peers = await openPeers(native, weights, name);
  const chosen = {};
  for (const [peer, each] of Object.entries(peers)) {
    chosen[peer] = {};
    for (const goal of ['decide', 'radius']) {
      chosen[peer][goal] = await chooseSolver(each, goal, sets.slice(0, 4));
      say(`${peer}, ${goal}: ${chosen[peer][goal].solver} is the fastest`);
    }
  }
  await warmUp(
    [
      (labels) => detectors.any.check(labels),
      (labels) => detectors.best.check(labels),
      (labels) => detectors.best.radius(labels, { box }),
    ],
    moreSets(16),
    warmUpMilliseconds,
  );

  const sides = {
    any: (labels) => timed(() => detectors.any.check(labels)),
    best: (labels) => timed(() => detectors.best.check(labels)),
    radius: (labels) => timed(() => detectors.best.radius(labels, { box })),
  };
  for (const [peer, { solve }] of Object.entries(peers)) {
    for (const goal of ['decide', 'radius']) {
      const { solver } = chosen[peer][goal];
      sides[`${peer} ${goal}`] = async (labels) => {
        const answer = await solve({ solver, goal, labels });
        return {
          value: answer,
          milliseconds: secondsOf(answer) * 1e3,
          cpuMilliseconds: answer.cpuSeconds * 1e3,
        };
      };
    }
  }
  const { values, samples } = await measureInTurn(sets, sides);

  const rows = [
    ['decide, margin any', 'any', 'decide'],
    ['decide, margin best', 'best', 'decide'],
    ['radius', 'radius', 'radius'],
  ].map(([measure, side, goal]) => ({
    measure,
    ours: describeSamples(samples[side]),
    peers: Object.fromEntries(
      Object.keys(peers).map((peer) => {
        const theirs = samples[`${peer} ${goal}`];
        const ratio = (average, key) => average(theirs[key]) / average(samples[side][key]);
        return [
          peer,
          {
            solver: chosen[peer][goal].solver,
            ...describeSamples(theirs),
            modelMilliseconds: values.map((value) => value[`${peer} ${goal}`].modelSeconds * 1e3),
            ratio: ratio(mean, 'milliseconds'),
            medianRatio: ratio(median, 'milliseconds'),
            cpuRatio: ratio(mean, 'cpuMilliseconds'),
          },
        ];
      }),
    ),
  }));
  const verifier = createVerifier({ weights });
  const throughput = await measureThroughput(
    detectors,
    verifier,
    moreSets,
    samples,
    peers,
    throughputMilliseconds,
  );
  for (const detector of Object.values(detectors)) detector.dispose();
  return {
    name,
    numLabels: weights.rows,
    dim: weights.cols,
    sets: {
      count: sets.length,
      origin: definition.trained === undefined ? 'half planted, half random' : 'of the test split',
      meanCardinality: mean(sets.map(({ length }) => length)),
    },
    solversTried: chosen,
    rows,
    throughput,
    verdicts: compareVerdicts(values, verifier, Object.keys(peers)),
  };
}

function describeSamples({ milliseconds, cpuMilliseconds }) {
  return {
    medianMilliseconds: median(milliseconds),
    meanMilliseconds: mean(milliseconds),
    meanCpuMilliseconds: mean(cpuMilliseconds),
    milliseconds,
    cpuMilliseconds,
  };
}

/** Label sets per second with two workers, their start included, against one thread of each peer. */
async function measureThroughput(detectors, verifier, moreSets, samples, peers, milliseconds) {
  const numWorkers = 2;
  const result = { workers: numWorkers };
  for (const [margin, detector] of Object.entries(detectors)) {
    const wanted = (numWorkers * milliseconds) / median(samples[margin].milliseconds);
    const sets = moreSets(Math.max(16, Math.min(4000, Math.round(wanted))));
    const { value: verdicts, milliseconds: elapsed } = await timed(async () => {
      const all = [];
      for await (const verdict of detector.checkAll(sets, { workers: numWorkers })) all.push(verdict);
      return all;
    });
    const { argmaxable, unargmaxable, undecided } = summariseVerdicts(verdicts);
    const perSet = elapsed / sets.length;
    result[margin] = {
      numSets: sets.length,
      setsPerSecond: 1e3 / perSet,
      argmaxable,
      unargmaxable,
      undecided,
      verified: verdicts.filter((verdict) => verifier.verify(verdict).ok).length,
      ratio: Object.fromEntries(
        Object.keys(peers).map((peer) => [peer, mean(samples[`${peer} decide`].milliseconds) / perSet]),
      ),
    };
  }
  return result;
}

/** Our verdicts and radii against those of the linear programs. */
function compareVerdicts(values, verifier, peers) {
  const counts = { argmaxable: 0, unargmaxable: 0, undecided: 0 };
  const result = {
    count: values.length,
    ...counts,
    verified: 0,
    notVerified: [],
    /** Of those whose linear program has a radius over `certainRadius`. Must be 0. */
    differing: 0,
    /** Argmaxable with proof although the program says that no ball fits; within the program's tolerances. */
    argmaxableAgainstProgram: 0,
    largestRelativeRadiusDifference: 0,
    largestRadiusWhereProgramHasNone: 0,
    peerFailures: [],
  };
  for (const value of values) {
    result[value.best.status]++;
    for (const verdict of [value.any, value.best]) {
      const { ok, reason } = verifier.verify(verdict);
      if (ok) result.verified++;
      else result.notVerified.push(reason);
    }
    for (const peer of peers) {
      const decided = value[`${peer} decide`];
      const { status, radius } = value[`${peer} radius`];
      for (const answer of [decided.status, status]) {
        if (answer !== 'argmaxable' && answer !== 'unargmaxable')
          result.peerFailures.push(`${peer}: ${answer}`);
      }
      if (radius === null) continue;
      const statuses = [value.any.status, value.best.status];
      if (radius > certainRadius) {
        if (statuses.some((ours) => ours !== 'argmaxable')) result.differing++;
        const difference = Math.abs(value.radius.radius - radius) / radius;
        result.largestRelativeRadiusDifference = Math.max(result.largestRelativeRadiusDifference, difference);
      } else {
        if (statuses.includes('argmaxable')) result.argmaxableAgainstProgram++;
        result.largestRadiusWhereProgramHasNone = Math.max(
          result.largestRadiusWhereProgramHasNone,
          value.radius.radius,
        );
      }
    }
  }
  return result;
}

async function benchMemory({ memory, stream }) {
  const perWorker = [];
  for (const run of memory) {
    const peaks = [];
    let layerMiB;
    for (const workers of [1, 2]) {
      const probe = await probeMemory({ ...run, workers });
      layerMiB = probe.layerMiB;
      peaks.push({ workers, baseMiB: probe.baseMiB, peakMiB: probe.peakMiB });
    }
    const grown = peaks.map(({ peakMiB, baseMiB, workers }) => (peakMiB - baseMiB) / workers);
    perWorker.push({ ...run, layerMiB, peaks, perWorkerMiB: Math.max(...grown) });
  }
  const streamed = await probeMemory({ ...stream, task: 'check', workers: 2, numSamples: 20 });
  return { perWorker, stream: { ...stream, workers: 2, ...streamed } };
}

export default async function bench(options) {
  const { settings, layers, withMemory, isNative, out } = readOptions(options);
  const machine = describeMachine();
  const native = isNative
    ? await openNativePeers()
    : {
        solvers: [],
        versions: {},
        limits: {},
        missing: { highspy: '--no-native', gurobipy: '--no-native' },
        close() {},
      };
  for (const [peer, reason] of Object.entries(native.missing)) {
    console.log(`Without native ${peer}: ${reason}.`);
  }
  const hasNativeHighs = native.solvers.some((solver) => solver.startsWith('highs'));
  if (!hasNativeHighs) {
    console.log('The peer is HiGHS in WebAssembly instead, which is slower than native HiGHS.');
  }
  if (isNative && Object.keys(native.missing).length > 0) {
    console.log(`To install the native peers: ${installCommand}`);
  }
  const measured = [];
  let memory;
  try {
    for (const layer of layers) {
      // HiGHS in WebAssembly takes half a minute for a set there.
      const isSlow = !hasNativeHighs && layer.numLabels > 10_000;
      const numSets = isSlow ? 2 : layer.numSets;
      measured.push(await benchLayer({ ...layer, numSets }, native, settings));
    }
    if (withMemory) {
      console.log('memory: every probe in a process of its own');
      memory = await benchMemory(settings);
    }
  } finally {
    native.close();
  }
  print(measured, memory);
  writeResult(out, {
    bench: 'detect',
    date: new Date().toISOString().slice(0, 10),
    machine,
    versions: {
      node: process.versions.node,
      '@sbn/detect': versionOf('@sbn/detect'),
      'highs (WebAssembly)': versionOf('highs'),
      ...native.versions,
    },
    threads: 1,
    box,
    notes: {
      ratio: "mean time of the peer / mean time of ours, the peer's solver being its fastest of those tried",
      time: 'ours: from the label set to the verdict with its proof; peers: solving and changing the model, not the first building',
      missing: native.missing,
    },
    layers: measured,
    memory,
  });
  const wrong = measured.filter(
    ({ verdicts, throughput: { any, best } }) =>
      any.verified < any.numSets ||
      best.verified < best.numSets ||
      verdicts.differing > 0 ||
      verdicts.notVerified.length > 0 ||
      verdicts.peerFailures.length > 0,
  );
  if (wrong.length > 0) {
    console.error(`Verdicts that differ or fail, see the JSON: ${wrong.map(({ name }) => name).join(', ')}`);
    process.exitCode = 1;
  }
}

function print(layers, memory) {
  const round = (value) => Number(value.toPrecision(3));
  const times = {};
  const verdictTable = {};
  for (const { name, numLabels, dim, sets, rows, throughput, verdicts } of layers) {
    for (const { measure, ours, peers } of rows) {
      const row = { sets: sets.count, 'ours, median ms': round(ours.medianMilliseconds) };
      for (const [peer, { solver, medianMilliseconds, ratio }] of Object.entries(peers)) {
        row[`${peer}, median ms`] = round(medianMilliseconds);
        row[`${peer} / ours`] = round(ratio);
        row[`${peer} by`] = solver.replace(`${peer}-`, '');
      }
      times[`${name} (${numLabels}, ${dim}): ${measure}`] = row;
    }
    for (const margin of ['any', 'best']) {
      const { numSets, setsPerSecond, ratio } = throughput[margin];
      const row = { sets: numSets, 'ours, median ms': round(1e3 / setsPerSecond) };
      for (const [peer, value] of Object.entries(ratio)) row[`${peer} / ours`] = round(value);
      times[`${name} (${numLabels}, ${dim}): ${throughput.workers} workers, margin ${margin}`] = row;
    }
    verdictTable[name] = {
      argmaxable: verdicts.argmaxable,
      unargmaxable: verdicts.unargmaxable,
      undecided: verdicts.undecided,
      'differ from the LP': verdicts.differing,
      verified: `${verdicts.verified} of ${2 * verdicts.count}`,
      'verified with workers': `${throughput.any.verified + throughput.best.verified} of ${throughput.any.numSets + throughput.best.numSets}`,
      'radius, rel. difference': round(verdicts.largestRelativeRadiusDifference),
    };
  }
  console.table(times);
  console.table(verdictTable);
  if (memory === undefined) return;
  console.table(
    Object.fromEntries(
      memory.perWorker.map(({ task, margin, numLabels, dim, layerMiB, peaks, perWorkerMiB }) => [
        `${task}${margin === undefined ? '' : `, ${margin} margin`} (${numLabels}, ${dim})`,
        {
          'layer, MiB': round(layerMiB),
          'before, MiB': round(peaks[1].baseMiB),
          'peak with 2 workers, MiB': round(peaks[1].peakMiB),
          'per worker, MiB': round(perWorkerMiB),
        },
      ]),
    ),
  );
  const { stream } = memory;
  // The young generations of the threads reach their full size in the first tenths.
  const { samples } = stream;
  for (const { done, residentMiB, heapMiB } of [
    samples[0],
    samples[Math.floor(samples.length / 4)],
    samples.at(-1),
  ]) {
    console.log(
      `stream of ${stream.numSets} label sets, after ${done}: ${residentMiB.toFixed(0)} MiB resident, ${heapMiB.toFixed(1)} MiB of objects`,
    );
  }
}
