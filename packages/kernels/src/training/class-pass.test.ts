import { describe, expect, it } from 'vitest';
import { type parametrizations, scoreKinds } from '../class-scores/codes.js';
import { planPieces } from '../class-scores/pieces-plan.js';
import { compileRelaxed } from '../compile-relaxed.js';
import { wasmBase64 as plain } from '../generated/training.js';
import { wasmBase64 as relaxed } from '../generated/training-relaxed.js';
import { rowRules, updateKinds } from './codes.js';
import { createKernelMemory, type StructName, type StructValues, structBytes } from './kernel-memory.js';

type Kernels = Record<string, (params: number, chunk: number, thread: number) => void>;

const builds = {
  'two instructions': compileRelaxed(plain, plain).module,
  'fused multiply-add': compileRelaxed(relaxed, plain).module,
} as const;
type Build = keyof typeof builds;

type Score =
  | { readonly kind: 'identity' | 'sigmoid' }
  | {
      readonly kind: 'sigsoftmax';
      readonly center: number;
      readonly slope: number;
      readonly learned: boolean;
    }
  | { readonly kind: 'relu'; readonly epsilon: number }
  | {
      readonly kind: 'plif';
      readonly interval: readonly [number, number];
      readonly parametrization: keyof typeof parametrizations;
      readonly parameters: readonly number[];
    };

/** Logits by class and example, and of each example its classes. */
interface Case {
  readonly logits: readonly (readonly number[])[];
  readonly active: readonly (readonly number[])[];
  readonly score: Score;
  readonly baseTarget?: number;
  readonly labelWeights?: readonly number[];
  readonly rowRule?: keyof typeof rowRules;
}

interface Found {
  readonly loss: number;
  readonly gradient: number[][];
  /** By center and slope, or by the parameters of the pieces. */
  readonly byScore: number[];
}

/**
 * The coefficients of an example are a unit vector, so that weights are logits, and an SGD step of rate 1 shows their
 * gradient. Chunks and blocks are small, so that every case has some.
 */
function train(build: Build, given: Case): Found {
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

const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

function slopesOf({ parametrization, parameters }: Score & { kind: 'plif' }): number[] {
  const slope = { softplus, exponential: Math.exp, square: (w: number) => w * w }[parametrization];
  return parameters.map((w) => slope(w));
}

/** f in float64, after its definition: the area under the slopes from the anchor. */
function scoreOf(score: Score, z: number): number {
  switch (score.kind) {
    case 'identity':
      return z;
    case 'sigmoid':
      return -softplus(-z);
    case 'sigsoftmax':
      return z - (score.slope - 1) * softplus(score.center - z);
    case 'relu':
      return Math.log(Math.max(z, 0) + score.epsilon);
    case 'plif': {
      const [low, high] = score.interval;
      const slopes = slopesOf(score);
      const knots = slopes.length - 1;
      const knot = (i: number): number => low + ((high - low) * i) / (knots - 1);
      const area = (to: number): number =>
        slopes.reduce((sum, slope, i) => {
          const left = i === 0 ? Number.NEGATIVE_INFINITY : knot(i - 1);
          const right = i === knots ? Number.POSITIVE_INFINITY : knot(i);
          // From the first knot on, and to the left of it negative.
          const stretch = Math.min(to, right) - Math.max(Math.min(to, low), left, i === 0 ? to : low);
          return i === 0 ? sum + slope * Math.min(to - low, 0) : sum + slope * Math.max(stretch, 0);
        }, 0);
      const anchor = Math.min(Math.max(low, 0), high);
      return anchor + area(z) - area(anchor);
    }
  }
}

function lossOf({ logits, active, score, baseTarget = 0, labelWeights, rowRule = 'free' }: Case): number {
  const n = logits.length;
  const z = logits.map((row) => {
    const square = row.reduce((sum, w) => sum + w * w, 0);
    if (rowRule === 'preventing') return row.map((w) => w - square / 2);
    return rowRule === 'unit' ? row.map((w) => w / Math.sqrt(square)) : row;
  });
  let loss = 0;
  active.forEach((classes, example) => {
    const s = z.map((row) => scoreOf(score, row[example]!));
    const largest = Math.max(...s);
    const log = Math.log(s.reduce((sum, x) => sum + Math.exp(x - largest), 0));
    s.forEach((x, label) => {
      const own = classes.includes(label) ? (1 - baseTarget * n) / classes.length : 0;
      loss += (labelWeights?.[label] ?? 1) * (own + baseTarget) * (largest - x + log);
    });
  });
  return loss / active.length;
}

/** Pseudo-random numbers in [-1, 1). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}

const n = 33;
const draw = numbersFrom(7);
const logits = Array.from({ length: n }, () => Array.from({ length: 22 }, () => 4 * draw()));
const active = Array.from({ length: 22 }, (_, i) => (i % 5 === 3 ? [2, (i * 7) % n, 32] : [(i * 7) % n]));
const parameters = (count: number): number[] => Array.from({ length: count }, () => 1.5 * draw() + 0.5);
const scores: Readonly<Record<string, Score>> = {
  softmax: { kind: 'identity' },
  sigsoftmax: { kind: 'sigsoftmax', center: 0, slope: 2, learned: false },
  'sigsoftmax of another center': { kind: 'sigsoftmax', center: -1.5, slope: 2, learned: false },
  'sigsoftmax of another slope': { kind: 'sigsoftmax', center: 0.7, slope: 3.3, learned: false },
  'learned sigsoftmax': { kind: 'sigsoftmax', center: 0.7, slope: 2, learned: true },
  relu: { kind: 'relu', epsilon: 1e-3 },
  sigmoid: { kind: 'sigmoid' },
  'two knots': { kind: 'plif', interval: [-1, 2], parametrization: 'softplus', parameters: parameters(3) },
  'knots around 0': {
    kind: 'plif',
    interval: [-3, 2.5],
    parametrization: 'softplus',
    parameters: parameters(14),
  },
  'knots above 0': {
    kind: 'plif',
    interval: [0.5, 3],
    parametrization: 'exponential',
    parameters: parameters(7),
  },
  'knots below 0': {
    kind: 'plif',
    interval: [-3, -1],
    parametrization: 'square',
    parameters: parameters(10),
  },
};

describe.each(Object.keys(builds) as Build[])('class passes with %s', (build) => {
  const expectRight = (given: Case): void => {
    const found = train(build, given);
    const expected = lossOf(given);
    expect(Math.abs(found.loss - expected)).toBeLessThan(2e-6 * Math.max(1, Math.abs(expected)));
    const central = (change: (by: number) => Case): number =>
      (lossOf(change(1e-5)) - lossOf(change(-1e-5))) / 2e-5;
    for (const label of [0, 2, 7, 13, 14, 32]) {
      for (const example of [0, 3, 15, 16, 21]) {
        const slope = central((by) => ({
          ...given,
          logits: given.logits.map((row, i) =>
            i === label ? row.map((z, j) => (j === example ? z + by : z)) : row,
          ),
        }));
        const place = `class ${label}, example ${example}`;
        expect(Math.abs(found.gradient[label]![example]! - slope), place).toBeLessThan(1e-6);
      }
    }
    const { score } = given;
    if (score.kind === 'sigsoftmax' && score.learned) {
      const slopes = [
        central((by) => ({ ...given, score: { ...score, center: score.center + by } })),
        central((by) => ({ ...given, score: { ...score, slope: score.slope + by } })),
      ];
      slopes.forEach((slope, i) => {
        expect(Math.abs(found.byScore[i]! - slope), `parameter ${i}`).toBeLessThan(
          2e-6 * (1 + Math.abs(slope)),
        );
      });
    }
    if (score.kind === 'plif') {
      score.parameters.forEach((_, i) => {
        const slope = central((by) => ({
          ...given,
          score: { ...score, parameters: score.parameters.map((w, j) => (i === j ? w + by : w)) },
        }));
        expect(Math.abs(found.byScore[i]! - slope), `parameter ${i}`).toBeLessThan(
          2e-6 * (1 + Math.abs(slope)),
        );
      });
    }
  };

  it.each(Object.entries(scores))('compute cross entropy and its gradients for %s', (_, score) => {
    expectRight({ logits, active, score });
    const labelWeights = logits.map((_row, label) => 0.25 + (label % 5));
    expectRight({ logits, active, score, baseTarget: 0.1 / n });
    expectRight({ logits, active, score, baseTarget: 0.1 / n, labelWeights });
  });

  it.each(['preventing', 'unit'] as const)('go through rows that are %s', (rowRule) => {
    for (const name of ['softmax', 'sigsoftmax', 'knots around 0']) {
      const small = logits.map((row) => row.map((z) => z / 4));
      expectRight({ logits: small, active, score: scores[name]!, rowRule });
    }
  });

  it.each(Object.entries(scores))('stay finite for logits of a thousand with %s', (_, score) => {
    const wide = logits.map((row) => row.map((z) => Math.fround(250 * z)));
    const found = train(build, { logits: wide, active, score });
    const expected = lossOf({ logits: wide, active, score });
    expect(Math.abs(found.loss / expected - 1)).toBeLessThan(1e-5);
    expect(found.gradient.flat().every(Number.isFinite)).toBe(true);
    expect(found.byScore.every(Number.isFinite)).toBe(true);
  });

  it.each([-900, -75, -40, -20, -3, 0, 3, 20, 40, 75, 900])(
    'have the gradients of learned sigsoftmax where it is not learned, %s from its center',
    (offset) => {
      // Apart by up to 120, so that the squares of the smallest exponentials are nothing in float32.
      const apart = logits.map((row, label) => row.map((z) => offset + z * (label < 5 ? 15 : 1)));
      const sigsoftmax = { kind: 'sigsoftmax', center: 0, slope: 2 } as const;
      const given = { logits: apart, active, score: { ...sigsoftmax, learned: false } };
      const quick = train(build, given);
      const whole = train(build, { ...given, score: { ...sigsoftmax, learned: true } });
      expect(quick.loss / whole.loss).toBeCloseTo(1, 5);
      quick.gradient.forEach((row, label) => {
        row.forEach((slope, example) => {
          const other = whole.gradient[label]![example]!;
          // An SGD step in float32 shows gradients to the digits of the logit.
          const place = `class ${label}, example ${example}`;
          expect(Math.abs(slope - other), place).toBeLessThan(
            1e-6 + 2e-7 * Math.abs(apart[label]![example]!),
          );
        });
      });
    },
  );

  it('keep the digits of a class that is almost certain', () => {
    const sure = logits.map((row, label) =>
      row.map((_z, example) => (active[example]![0] === label ? 1008 : 1000)),
    );
    const single = active.map(([first]) => [first!]);
    const given = { logits: sure, active: single, score: scores.softmax! };
    expect(train(build, given).loss / lossOf(given)).toBeCloseTo(1, 3);
  });

  it.each(Object.entries(scores))('tell when a logit is NaN with %s', (_, score) => {
    const broken = logits.map((row, label) => row.map((z, i) => (label === 20 && i === 21 ? Number.NaN : z)));
    expect(train(build, { logits: broken, active, score }).loss).toBeNaN();
  });

  it('add up a hundred thousand pieces', () => {
    const numKnots = 1e5;
    const random = numbersFrom(3);
    const score: Score = {
      kind: 'plif',
      interval: [-20, 20],
      parametrization: 'softplus',
      parameters: Array.from({ length: numKnots + 1 }, () => Math.log(Math.E - 1) + 1.7 * random()),
    };
    const few = Array.from({ length: 9 }, (_, label) => [20 * random(), label - 30, 18 + label, label / 3]);
    const given = { logits: few, active: [[0], [1], [2], [3]], score };
    const found = train(build, given);
    expect(found.loss / lossOf(given)).toBeCloseTo(1, 5);
    const expected = new Float64Array(numKnots + 1);
    for (const [example, classes] of given.active.entries()) {
      const s = few.map((row) => scoreOf(score, row[example]!));
      const largest = Math.max(...s);
      const sum = s.reduce((total, x) => total + Math.exp(x - largest), 0);
      s.forEach((x, label) => {
        const ds = (Math.exp(x - largest) / sum - (classes.includes(label) ? 1 : 0)) / 4;
        const distance = ((few[label]![example]! + 20) / 40) * (numKnots - 1);
        // From the anchor, the middle, to the logit.
        const from = (numKnots - 1) / 2;
        for (let piece = 0; piece <= numKnots; piece++) {
          const left = piece === 0 ? Number.NEGATIVE_INFINITY : piece - 1;
          const right = piece === numKnots ? Number.POSITIVE_INFINITY : piece;
          const clamp = (t: number): number => Math.min(Math.max(t, left), right);
          const w = score.parameters[piece]!;
          expected[piece]! +=
            (ds * (clamp(distance) - clamp(from)) * 40) / (numKnots - 1) / (1 + Math.exp(-w));
        }
      });
    }
    let worst = 0;
    expected.forEach((slope, piece) => {
      worst = Math.max(worst, Math.abs(found.byScore[piece]! - slope));
    });
    // An SGD step in float32 shows gradients to 6e-8.
    expect(worst).toBeLessThan(3e-7);
    expect(Math.max(...expected.slice(1, -1).map(Math.abs))).toBeGreaterThan(5e-5);
  });
});
