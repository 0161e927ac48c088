import { scoreKinds } from '../class-scores/codes.js';
import { type PiecesSetting, planPieces } from '../class-scores/pieces-plan.js';
import { type KernelCaller, structBytes } from './kernel-caller.js';

/** What makes scores of logits. */
export type ScoreTask =
  | { readonly kind: 'identity' | 'sigmoid' }
  /** `learned`: whether the gradients by the two numbers are wanted. */
  | {
      readonly kind: 'sigsoftmax';
      readonly center: number;
      readonly slope: number;
      readonly learned: boolean;
    }
  | { readonly kind: 'relu'; readonly epsilon: number }
  /**
   * `parameters`: address of float32 [numKnots + 1]. `table`: address of {@link pieceTableBytes}, a multiple of 8, that
   * {@link classLoss} fills and {@link classLossGradient} wants as it was left.
   */
  | ({ readonly kind: 'plif'; readonly parameters: number; readonly table: number } & PiecesSetting);

/** Bytes of the table of a piecewise linear function. */
export function pieceTableBytes(setting: PiecesSetting): number {
  return planPieces(setting).bytes;
}

/** One class per column of logits [rows, cols]. Addresses are those of float32 arrays. */
export interface ClassLossTask {
  readonly logits: number;
  /** [rows], added to the logits. */
  readonly bias?: number | undefined;
  readonly rows: number;
  readonly cols: number;
  /** One row number per column. */
  readonly classes: Int32Array;
  readonly score: ScoreTask;
  /** [cols], is overwritten. */
  readonly likelihoods: number;
  /** [2, cols], is overwritten: the largest score of each column, and the logarithm of Σ exp(score − largest). */
  readonly normalizers: number;
}

/** The gradient of Σ dy · likelihood. */
export interface ClassLossGradientTask extends Omit<ClassLossTask, 'likelihoods'> {
  /** [cols]. */
  readonly dy: number;
  /** [rows, cols], is overwritten. */
  readonly gradient: number;
  /** [rows], is overwritten; there where a bias is. */
  readonly biasGradient?: number | undefined;
  /** [numKnots + 1], is overwritten: the gradient by the parameters of `plif`. */
  readonly parametersGradient?: number;
}

/** The gradients by the numbers of a learned `sigsoftmax`; 0 for other functions. */
export interface ScoreGradient {
  readonly center: number;
  readonly slope: number;
}

/** `blockBytes` of assembly/tensor-kernels/class-loss.ts. */
const blockBytes = 2048;
const mostChunks = 32;
/** Entries of a chunk: some tens of microseconds. */
const leastEntries = 8192;
/** Clearing and adding up one pair of a histogram takes as long as so many entries. */
const entriesPerPair = 4;
/** Even with many knots there is work for a few threads; multiples of it are the same work for two threads and for four. */
const fewChunks = 4;

/** The likelihoods of one class per column. */
export function classLoss(caller: KernelCaller, task: ClassLossTask): void {
  const { likelihoods, normalizers } = task;
  withSetting(caller, task, mostChunks, false, ({ fields, numChunks, pieces, numPieceChunks }) => {
    if (numPieceChunks > 0) {
      caller.run('piecesOfChunk', pieces, numPieceChunks);
      caller.run('raisePieces', pieces, numPieceChunks);
    }
    const params = caller.write('ClassLoss', { ...fields, likelihoods, normalizers });
    caller.run('classLossSums', params, numChunks);
    caller.run('classLossValues', params, 1);
  });
}

/** Their gradient by the logits and by the parameters of the score function. */
export function classLossGradient(caller: KernelCaller, task: ClassLossGradientTask): ScoreGradient {
  const { score, rows, cols, dy, gradient, biasGradient = 0, normalizers, parametersGradient } = task;
  const isLearned = score.kind === 'plif' && parametersGradient !== undefined;
  const affordable = isLearned
    ? fewChunks * Math.max(1, Math.floor((rows * cols) / (entriesPerPair * score.numKnots * fewChunks)))
    : mostChunks;
  return withSetting(caller, task, Math.min(mostChunks, affordable), isLearned, (setting) => {
    const { fields, numChunks, pieces, numPieceChunks } = setting;
    const params = caller.write('ClassLoss', { ...fields, dy, gradient, biasGradient, normalizers });
    caller.run('classLossFactors', params, 1);
    caller.run('classLossGradient', params, numChunks);
    if (isLearned) {
      caller.run('addHistograms', pieces, numPieceChunks);
      const params = caller.write('PiecesGradient', { pieces, gradient: parametersGradient });
      caller.run('piecesGradient', params, numPieceChunks);
    }
    const sums = new Float64Array(caller.memory.buffer, fields.functionSums, 2 * numChunks);
    let [center, slope] = [0, 0];
    for (let chunk = 0; chunk < numChunks; chunk++) {
      center += sums[2 * chunk]!;
      slope += sums[2 * chunk + 1]!;
    }
    return { center, slope };
  });
}

/** A task laid out in the memory. */
interface Setting {
  /** Fields of the ClassLoss. */
  readonly fields: Readonly<Record<string, number>> & { readonly functionSums: number };
  readonly numChunks: number;
  /** Address of the PiecewiseLinear of `plif`. */
  readonly pieces: number;
  readonly numPieceChunks: number;
}

function withSetting<T>(
  caller: KernelCaller,
  { logits, bias = 0, rows, cols, classes, score }: Omit<ClassLossTask, 'likelihoods'>,
  most: number,
  hasHistograms: boolean,
  use: (setting: Setting) => T,
): T {
  // How the sums are cut follows from the sizes alone, so that they have the same bits for any number of threads.
  const wanted = Math.max(1, Math.min(most, rows, Math.floor((rows * cols) / leastEntries)));
  const rowsPerChunk = Math.ceil(rows / wanted);
  const numChunks = Math.ceil(rows / rowsPerChunk);
  const stride = 16 * Math.ceil(cols / 16);
  const plan = score.kind === 'plif' ? planPieces(score) : undefined;
  const numHistograms = hasHistograms ? numChunks : 0;
  const bytes = [
    4 * cols,
    structBytes('ScoreFunction') + 8,
    blockBytes * caller.threads,
    4 * stride * numChunks,
    4 * stride * numChunks,
    4 * stride,
    16 * numChunks,
    plan === undefined ? 0 : structBytes('PiecewiseLinear'),
    (plan?.histogramBytes ?? 0) * numHistograms,
  ];
  return caller.withAreas(bytes, (areas) => {
    const [classesAt, scoreAt, blocks, maxima, sums, factors, functionSums] = areas as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const [pieces, histograms] = areas.slice(7) as [number, number];
    new Int32Array(caller.memory.buffer, classesAt, cols).set(classes);
    const numbersAt = scoreAt + structBytes('ScoreFunction');
    if (score.kind === 'sigsoftmax') {
      new Float32Array(caller.memory.buffer, numbersAt, 2).set([score.center, score.slope]);
    }
    const scoreFields = {
      kind: scoreKinds[score.kind],
      center: numbersAt,
      slope: numbersAt + 4,
      learned: score.kind === 'sigsoftmax' && score.learned ? 1 : 0,
      epsilon: score.kind === 'relu' ? score.epsilon : 0,
      pieces,
    };
    caller.write('ScoreFunction', scoreFields, scoreAt);
    if (score.kind === 'plif') {
      caller.write(
        'PiecewiseLinear',
        plan!.values(score.table, score.parameters, histograms, numHistograms),
        pieces,
      );
    }
    return use({
      fields: {
        logits,
        bias,
        rows,
        cols,
        classes: classesAt,
        score: scoreAt,
        rowsPerChunk,
        numChunks,
        blocks,
        stride,
        maxima,
        sums,
        factors,
        histograms,
        histogramBytes: plan?.histogramBytes ?? 0,
        functionSums,
      },
      numChunks,
      pieces,
      numPieceChunks: plan?.numChunks ?? 0,
    });
  });
}
