import { scoreKinds } from '../class-scores/codes.js';
import { planPieces } from '../class-scores/pieces-plan.js';
import { compileRelaxed } from '../compile-relaxed.js';
import { wasmBase64 as plain } from '../generated/training.js';
import { wasmBase64 as relaxed } from '../generated/training-relaxed.js';
import { rowRules, updateKinds } from '../training/codes.js';
import {
  createKernelMemory,
  type StructName,
  type StructValues,
  structBytes,
} from '../training/kernel-memory.js';
import type { Case } from './class-case.js';

type Kernels = Record<string, (params: number, chunk: number, thread: number) => void>;

export type Build = 'two instructions' | 'fused multiply-add';

export const builds: Readonly<Record<Build, WebAssembly.Module>> = {
  'two instructions': compileRelaxed(plain, plain).module,
  'fused multiply-add': compileRelaxed(relaxed, plain).module,
};

/** What a step tells. */
export interface Found {
  readonly loss: number;
  readonly gradient: number[][];
  /** By center and slope, or by the parameters of the pieces. */
  readonly byScore: number[];
}

/**
 * The coefficients of an example are a unit vector, so that weights are logits, and an SGD step of rate 1 shows their
 * gradient. Chunks and blocks are small, so that every case has some.
 */
export function trainClasses(build: Build, given: Case): Found {
  const { logits, active, score, baseTarget = 0, labelWeights, rowRule = 'free' } = given;
  const n = logits.length;
  const examples = active.length;
  const panels16 = Math.floor(examples / 16);
  const panels4 = Math.ceil((examples - 16 * panels16) / 4);
  const lanes = 16 * panels16 + 4 * panels4;
  const stride = Math.ceil(examples / 4) * 4;
  const memory = createKernelMemory({ shared: false });
  const kernels = new WebAssembly.Instance(builds[build], { env: { memory: memory.memory } })
    .exports as unknown as Kernels;
  const struct = <Name extends StructName>(name: Name, values: StructValues<Name>): number => {
    const at = memory.allocateStruct(name);
    memory.writeStruct(name, at, values);
    return at;
  };
  const numbers = (values: readonly number[]): number => {
    const at = memory.allocate(4 * values.length + 16);
    memory.floats(at, values.length + 4).fill(0);
    memory.floats(at, values.length).set(values);
    return at;
  };
  const words = (values: readonly number[]): number => {
    const at = memory.allocate(4 * values.length);
    memory.words(at, values.length).set(values);
    return at;
  };
  const rule = struct('UpdateRule', { kind: updateKinds.sgd, keep: 1, rate: 1, gradientScale: 1 });

  const chunkRows = 14;
  const numChunks = Math.ceil(n / chunkRows);
  const weights = numbers(logits.flatMap((row) => [...row, ...Array(stride - examples).fill(0)]));
  // Panels [width][16] and [width][4]; and as panels of features [lanes][16] and [lanes][4].
  const panels: number[] = [];
  for (let first = 0; first < lanes; first += first < 16 * panels16 ? 16 : 4) {
    const wide = first < 16 * panels16 ? 16 : 4;
    for (let col = 0; col < examples; col++) {
      for (let lane = first; lane < first + wide; lane++) panels.push(lane === col ? 1 : 0);
    }
  }
  const columns: number[] = [];
  for (let first = 0; first < stride; first += first + 16 <= stride ? 16 : 4) {
    const wide = first + 16 <= stride ? 16 : 4;
    for (let lane = 0; lane < lanes; lane++) {
      for (let col = first; col < first + wide; col++) columns.push(lane === col && col < examples ? 1 : 0);
    }
  }
  const pairs = active
    .flatMap((classes, example) => classes.map((label) => ({ label, example })))
    .sort((a, b) => a.label - b.label || a.example - b.example);
  const weightOf = (label: number): number => labelWeights?.[label] ?? 1;
  const share = (example: number): number => (1 - baseTarget * n) / active[example]!.length;
  const base = labelWeights === undefined ? n : labelWeights.reduce((sum, weight) => sum + weight, 0);
  const totals = active.map((classes, example) =>
    classes.reduce((sum, label) => sum + share(example) * weightOf(label), baseTarget * base),
  );
  const results = memory.allocate(numChunks * structBytes('ChunkResult'));
  const labels = struct('LabelPass', {
    batch: struct('BatchShape', { examples, panels16, panels4 }),
    numLabels: n,
    chunkRows,
    blockRows: 7,
    width: examples,
    coefficients: numbers(panels),
    learnedColumns: numbers(columns),
    learned: struct('Trained', { values: weights, rule }),
    cols: examples,
    stride,
    rowRule: rowRules[rowRule],
    rowNumbers: memory.allocate(4 * n),
    activePositions: words(pairs.map(({ label }) => label)),
    activeExamples: words(pairs.map(({ example }) => example)),
    activeStarts: words(
      Array.from(
        { length: numChunks + 1 },
        (_, chunk) => pairs.filter(({ label }) => label < chunk * chunkRows).length,
      ),
    ),
    results,
    scratch: memory.allocate(1 << 16),
  });
  const laneResult = memory.allocate(structBytes('ChunkResult'));
  const functionResult = memory.allocate(structBytes('ChunkResult'));
  let numPieceChunks = 0;
  let pieces = 0;
  let histograms = 0;
  let histogramBytes = 0;
  let byScore: [at: number, before: readonly number[]] = [0, []];
  let center = 0;
  let slope = 0;
  let piecesUpdate = 0;
  const scoreValues: Record<string, number> = { kind: scoreKinds[score.kind] };
  if (score.kind === 'relu') scoreValues.epsilon = score.epsilon;
  if (score.kind === 'sigsoftmax') {
    byScore = [numbers([score.center, 0, 0, 0, score.slope]), [score.center, 0, 0, 0, score.slope]];
    scoreValues.center = byScore[0];
    scoreValues.slope = byScore[0] + 16;
    center = struct('Trained', { values: byScore[0], rule });
    slope = struct('Trained', { values: byScore[0] + 16, rule });
    scoreValues.learned = score.learned ? 1 : 0;
  }
  if (score.kind === 'plif') {
    const { interval, parametrization, parameters } = score;
    const plan = planPieces({ numKnots: parameters.length - 1, interval, parametrization });
    byScore = [numbers(parameters), parameters];
    histogramBytes = plan.histogramBytes;
    histograms = memory.allocate(histogramBytes * numChunks);
    numPieceChunks = plan.numChunks;
    pieces = struct(
      'PiecewiseLinear',
      plan.values(memory.allocate(plan.bytes), byScore[0], histograms, numChunks),
    );
    scoreValues.pieces = pieces;
    piecesUpdate = struct('PiecesUpdate', {
      pieces,
      trained: struct('Trained', { values: byScore[0], rule }),
      gradient: numbers(parameters),
      results: memory.allocate(numPieceChunks * structBytes('ChunkResult')),
    });
  }
  const pass = struct('ClassPass', {
    labels,
    score: struct('ScoreFunction', scoreValues),
    numChunks,
    logits: memory.allocate(4 * n * lanes),
    maxima: memory.allocate(4 * numChunks * lanes),
    sums: memory.allocate(4 * numChunks * lanes),
    laneMaxima: memory.allocate(4 * lanes),
    laneFactors: memory.allocate(4 * lanes),
    totals: numbers([...totals, 0, 0, 0]),
    activeTargets: numbers(pairs.map(({ label, example }) => share(example) * weightOf(label))),
    baseTarget,
    labelWeights: labelWeights === undefined ? 0 : numbers(labelWeights),
    scale: 1 / examples,
    laneResult,
    histograms,
    histogramBytes,
    functionSums: memory.allocate(16 * numChunks),
    center,
    slope,
    functionResult,
    functionScratch: memory.allocate(16),
  });
  const run = (name: string, params: number, chunks: number): void => {
    for (let chunk = 0; chunk < chunks; chunk++) kernels[name]!(params, chunk, 0);
  };
  run('piecesOfChunk', pieces, numPieceChunks);
  run('raisePieces', pieces, numPieceChunks);
  run('classScores', pass, numChunks);
  run('classSums', pass, 1);
  const chunkBytes = structBytes('ChunkResult');
  let loss = memory.doubles(laneResult, 1)[0]!;
  for (let chunk = 0; chunk < numChunks; chunk++) loss += memory.doubles(results + chunk * chunkBytes, 1)[0]!;
  run('classGradients', pass, numChunks);
  if (score.kind === 'sigsoftmax' && score.learned) run('updateScoreFunction', pass, 1);
  run('addHistograms', pieces, numPieceChunks);
  run('updatePieces', piecesUpdate, numPieceChunks);
  const after = memory.floats(weights, n * stride);
  const [at, before] = byScore;
  const now = memory.floats(at, before.length);
  return {
    loss: loss / examples,
    gradient: logits.map((row, label) => row.map((z, i) => Math.fround(z) - after[label * stride + i]!)),
    byScore: before
      .map((value, i) => Math.fround(value) - now[i]!)
      .filter((_, i) => score.kind === 'plif' || i % 4 === 0),
  };
}
