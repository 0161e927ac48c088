// What the training kernels are told, as structs in the shared memory. Every field has four bytes, in this order; build.mjs
// reads the names from here for the JavaScript side (src/generated/training-structs.ts), so there is no second list to
// keep in step. Addresses are in bytes; "panels" are described in products.ts.

/** How a gradient changes a parameter. */
@unmanaged
export class UpdateRule {
  /** One of the `update…` constants in update.ts. */
  kind: i32;
  /** 1 - rate * weightDecay. */
  keep: f32;
  /** SGD: the rate. Adam: rate / (1 - β₁ᵗ). */
  rate: f32;
  beta1: f32;
  gain1: f32;
  beta2: f32;
  gain2: f32;
  /** 1 / (1 - β₂ᵗ). */
  secondScale: f32;
  epsilon: f32;
  /** Multiplies the gradient. */
  gradientScale: f32;
}

/** One trained array: rows [rows][stride], and what belongs to it in the same layout. */
@unmanaged
export class Trained {
  values: usize;
  first: usize;
  second: usize;
  /** Where gradients are kept when the update has to wait; 0 when it never has to. */
  gradient: usize;
  /** An UpdateRule. */
  rule: usize;
}

/** The size of a batch in lanes, the same for all layers. */
@unmanaged
export class BatchShape {
  examples: i32;
  panels16: i32;
  panels4: i32;
}

/** What a chunk of a phase leaves behind for the calling thread; loss and squares are f64. */
@unmanaged
export class ChunkResult {
  lossLow: u32;
  lossHigh: u32;
  squaresLow: u32;
  squaresHigh: u32;
  /** Largest |value| of the weights that SGD has updated, or of the features that were computed. */
  largest: f32;
  unused1: u32;
  unused2: u32;
  unused3: u32;
}

/** The loss of one logit; see losses.ts. */
@unmanaged
export class LossRule {
  /** One of the `loss…` constants in losses.ts. */
  kind: i32;
  /** Exponents of active and of inactive labels. */
  gammaPositive: f32;
  gammaNegative: f32;
  /** Factors of active and of inactive labels. */
  positiveFactor: f32;
  negativeFactor: f32;
  clip: f32;
  /** Smoothed targets of active and of inactive labels. */
  activeTarget: f32;
  inactiveTarget: f32;
  /** What an entry's gradient is multiplied by: 1 / (batch n) or 1 / batch. */
  scale: f32;
  /** One factor per label position, or 0. */
  labelWeights: usize;
}

/** One pass over the labels: logits, loss, gradients and update. */
@unmanaged
export class LabelPass {
  batch: usize;
  /** Labels (positions), and how many of them one chunk and one block have. */
  numLabels: i32;
  chunkRows: i32;
  blockRows: i32;
  /** Coefficients as panels [width][lanes], and as panels of features [batch][16], [batch][4] of the learned part. */
  width: i32;
  coefficients: usize;
  learnedColumns: usize;
  /** Partial sums of the coefficients' gradient, one set of panels per chunk; 0 where nobody needs it. */
  partials: usize;
  partialBytes: usize;
  /** Learned weights [numLabels][stride]: a Trained or 0, for the last `cols` coefficients. */
  learned: usize;
  cols: i32;
  stride: i32;
  /** Learned bias [numLabels]: a Trained or 0. */
  bias: usize;
  /** One of the constants in row-rule.ts, and room for one number per label where it is not `free`. */
  rowRule: i32;
  rowNumbers: usize;
  /** Fixed weights for the first `fixedCols` coefficients: a dense matrix [numLabels][fixedStride] or 0 … */
  fixed: usize;
  fixedCols: i32;
  fixedStride: i32;
  /** … or the plan of a pruned transform, or 0. */
  transform: usize;
  loss: usize;
  /** Active labels of the batch sorted by position: positions and examples, and where each chunk's begin. */
  activePositions: usize;
  activeExamples: usize;
  activeStarts: usize;
  /** 1: compute the loss alone and change nothing. */
  lossOnly: i32;
  /** ChunkResult of each chunk. */
  results: usize;
  /** Work areas, one per thread: logits [blockRows] x lanes, a gradient block, and the transform's. */
  scratch: usize;
  scratchBytes: usize;
  transformScratch: usize;
}

/** The labels as classes, of which softmax is taken; see class-pass.ts. */
@unmanaged
export class ClassPass {
  /** The LabelPass that says what the labels are; it has no loss of its own. */
  labels: usize;
  /** A ScoreFunction. */
  score: usize;
  numChunks: i32;
  /** Room for the logits: block after block of the labels, each as panels [rows of the block][lanes]. */
  logits: usize;
  /** Of each chunk [lanes]: the largest score, and the sum of exp(score - largest). */
  maxima: usize;
  sums: usize;
  /** The same of all labels, and what exp(score - largest) has to be multiplied by in the gradient: [lanes]. */
  laneMaxima: usize;
  laneFactors: usize;
  /** The sum of the targets of each lane; 0 in lanes without example. */
  totals: usize;
  /** The target of each active label, in the order of the LabelPass. */
  activeTargets: usize;
  /** What every label has as a target beside that, and factors of it, one per label position, or 0. */
  baseTarget: f32;
  labelWeights: usize;
  /** What the loss of an example is multiplied by: 1 / batch. */
  scale: f32;
  /** The ChunkResult of the sums over all labels. */
  laneResult: usize;
  /** One histogram of a piecewise linear function for each chunk, or 0 where it is not trained. */
  histograms: usize;
  histogramBytes: usize;
  /** float64: of each chunk the derivatives of the loss by the center and the slope of sigsoftmax. */
  functionSums: usize;
  /** Their Trained arrays, or 0; the ChunkResult of the phase that updates them, and room for four numbers. */
  center: usize;
  slope: usize;
  functionResult: usize;
  functionScratch: usize;
}

/** The update of a piecewise linear function. */
@unmanaged
export class PiecesUpdate {
  /** A PiecewiseLinear. */
  pieces: usize;
  trained: usize;
  /** Room for a gradient [numKnots + 1], padded. */
  gradient: usize;
  results: usize;
}

/** Inverted dropout as a pure function of a key and an entry's number; see dropout.ts. */
@unmanaged
export class Dropout {
  /** 0 switches it off. */
  isOn: i32;
  key: i32;
  /** A word below it drops the entry. */
  threshold: u32;
  /** 1 / (1 - rate). */
  keep: f32;
}

/** Brings the rows of a batch into panels. */
@unmanaged
export class InputPass {
  batch: usize;
  /** Rows [examples][rowStride], of which the first `cols` columns count. */
  rows: usize;
  cols: i32;
  rowStride: i32;
  /** Columns per chunk, a multiple of 4. */
  chunkCols: i32;
  /** Panels [cols][lanes], and panels of features. */
  panels: usize;
  columns: usize;
  dropout: usize;
  /** The BagPass whose entries are to be gathered by feature, or 0. */
  bagIndex: usize;
  results: usize;
}

/** A fully connected layer y = dropout(activation(W x + b)), in both directions. */
@unmanaged
export class AffineLayer {
  batch: usize;
  rows: i32;
  /** A multiple of 4. */
  chunkRows: i32;
  cols: i32;
  stride: i32;
  weights: usize;
  bias: usize;
  /** One of the `activation…` constants in affine.ts. */
  activation: i32;
  dropout: usize;
  /** x as panels [cols][lanes] and as panels of features. */
  inputPanels: usize;
  inputColumns: usize;
  /** activation(W x + b) as panels [rows][lanes]; the same after dropout (the same place where there is none). */
  activated: usize;
  outputPanels: usize;
  /** The output as panels of features, from row `columnsFrom` on. */
  outputColumns: usize;
  columnsFrom: i32;
  /** The gradient of the output, as `upstreamCount` sets of panels [upstreamRows][lanes] to be added up. */
  upstream: usize;
  upstreamBytes: usize;
  upstreamCount: i32;
  /** The gradient of x, one set of panels [cols][lanes] per chunk; 0 where nobody needs it. */
  partials: usize;
  partialBytes: usize;
  results: usize;
  scratch: usize;
  scratchBytes: usize;
}

/** A batch of bags and the table whose rows they sum up. */
@unmanaged
export class BagPass {
  examples: i32;
  dim: i32;
  stride: i32;
  table: usize;
  /** 1: divide by the sum of the absolute values of a bag. */
  isMean: i32;
  offsets: usize;
  features: usize;
  /** One factor per entry, or 0 for all 1. */
  entryValues: usize;
  /** Room for one factor per entry: what the sum multiplies it by. */
  factors: usize;
  /** The reduced rows [examples][stride]. */
  rows: usize;
  /** Examples per chunk of the forward phase. */
  chunkExamples: i32;
  /** The gradient of the reduced rows [examples][stride]. */
  rowGradients: usize;
  /** For every feature of the table 0, between two steps. */
  slotOf: usize;
  /** The distinct features of the batch; their number at `numDistinct`. */
  distinct: usize;
  numDistinct: usize;
  /** For every distinct feature, where its entries begin in `entryExamples` and `entryFactors`; one more at the end. */
  starts: usize;
  entryExamples: usize;
  entryFactors: usize;
  /** Distinct features per chunk of the update phase. */
  chunkFeatures: i32;
  /** The kept gradients [distinct][stride] of an update that has to wait, or 0. */
  keptGradients: usize;
  results: usize;
  scratch: usize;
  scratchBytes: usize;
}

/** The gradient of the rows that came in, out of the first layer's partial sums. */
@unmanaged
export class InputGradient {
  batch: usize;
  cols: i32;
  chunkCols: i32;
  rowStride: i32;
  upstream: usize;
  upstreamBytes: usize;
  upstreamCount: i32;
  dropout: usize;
  /** [examples][rowStride]. */
  rowGradients: usize;
}

/** The second half of an update that had to wait: entries of one array. */
@unmanaged
export class LateUpdate {
  trained: usize;
  /** Entries, and entries per chunk, multiples of 4. */
  count: i32;
  chunkCount: i32;
  results: usize;
}

/** The logits of one batch, and what is counted and ranked of them; see scores.ts. */
@unmanaged
export class ScorePass {
  /** The LabelPass that says what the labels are. */
  labels: usize;
  /** Room for the logits: block after block of the labels, each as panels [rows of the block][lanes]. */
  scores: usize;
  /** The ClassPass where softmax is taken of the labels, or 0. Scores then take the places of the logits. */
  classes: usize;
  /** 1: compute the sum of the losses too. */
  hasLoss: i32;
  /** A label is predicted where its logit is at least this. */
  bar: f32;
  /** For each label, how many examples predict it. */
  labelPredictions: usize;
  /** The label of each position, or 0 where they are the same. */
  labelOf: usize;
  /** Examples as rows [examples][numLabels] in the order of the labels. */
  rows: usize;
  /** Labels of one segment, a multiple of blockRows: what is ranked by itself. */
  segmentRows: i32;
  numSegments: i32;
  /** Labels per example and segment that are ranked, and room for them: [segments][lanes][k]. */
  k: i32;
  topScores: usize;
  topLabels: usize;
  /** For every four lanes the number of their first slot; one more at the end. */
  slotStarts: usize;
  /** For every slot and its four lanes a number, and for every segment how many logits are at least that. */
  slotBars: usize;
  slotCounts: usize;
}
