// What the kernels on tensors are told, as structs in the memory of the tensors. Every field has four bytes, in this order;
// build.mjs reads the names from here for the JavaScript side (src/generated/tensor-kernel-structs.ts). Addresses are in
// bytes.

/** C = op(A) op(B) for `numPairs` pairs of matrices, or C += where `accumulates`. */
@unmanaged
export class MatrixProduct {
  a: usize;
  b: usize;
  c: usize;
  /** From one row of op(A) to the next, and from one column to the next. */
  aRowBytes: usize;
  aColBytes: usize;
  bRowBytes: usize;
  bColBytes: usize;
  rows: i32;
  cols: i32;
  inner: i32;
  /** Rows of a tile: an even number. */
  tileRows: i32;
  /** Columns of a tile: a multiple of 16. */
  tileCols: i32;
  /** Inner length of a panel, at most 256. */
  panelLength: i32;
  /** Stretches that the inner sum is cut into, and their length. */
  splits: i32;
  splitLength: i32;
  numPairs: i32;
  /** For each pair how many bytes behind a and b its matrices are. */
  offsets: usize;
  /** For each thread room for a panel of `panelBytes`. */
  panels: usize;
  /** One result per split, used where splits > 1. */
  partial: usize;
  /** [cols], or 0. */
  bias: usize;
  activation: i32;
  slope: f32;
  /** 1: added to what C holds. */
  accumulates: i32;
}

/** One step of Adam on one parameter. */
@unmanaged
export class AdamUpdate {
  values: usize;
  first: usize;
  second: usize;
  gradient: usize;
  length: i32;
  beta1: f32;
  beta2: f32;
  /** 1 - beta1 and 1 - beta2, rounded from float64: their difference to 1 loses digits in float32. */
  gain1: f32;
  gain2: f32;
  /** rate / (1 - beta1^t). */
  firstScale: f32;
  /** 1 / (1 - beta2^t). */
  secondScale: f32;
  epsilon: f32;
  /** 1 - rate * decay. */
  keep: f32;
  /** Multiplies the gradient. */
  gradientScale: f32;
}

/** Sigmoid cross entropy of logits [rows][cols]. */
@unmanaged
export class SigmoidCrossEntropy {
  logits: usize;
  gradient: usize;
  rows: i32;
  cols: i32;
  /** [rows][cols], or 0: every entry has the target `inactive`, those at `positions` have `active`. */
  targets: usize;
  /** A target y of `targets` counts as targetScale y + targetShift. */
  targetScale: f32;
  targetShift: f32;
  inactive: f32;
  active: f32;
  /** Increasing entry numbers. */
  positions: usize;
  numPositions: i32;
  /** Weights of the rows or columns; 0: all are 1. */
  rowWeights: usize;
  colWeights: usize;
  /** Multiplies the gradient. */
  scale: f32;
  /** float64 [chunks]: the sum of each chunk, not scaled. */
  sums: usize;
  rowsPerChunk: i32;
}

/** The negative log likelihood of one class per column of logits [rows][cols], or its gradient; see class-loss.ts. */
@unmanaged
export class ClassLoss {
  logits: usize;
  /** What is added to the logits of each row [rows], or 0. */
  bias: usize;
  rows: i32;
  cols: i32;
  /** int32 [cols]. */
  classes: usize;
  /** A ScoreFunction. */
  score: usize;
  rowsPerChunk: i32;
  numChunks: i32;
  /** For each thread room for a block of `blockBytes`. */
  blocks: usize;
  /** Columns rounded up to 16, and of each chunk as many: the largest score, and the sum of exp(score - largest). */
  stride: i32;
  maxima: usize;
  sums: usize;
  /** [cols]. */
  likelihoods: usize;
  /** [2][cols]: the largest score of each column, and the logarithm of its sum. */
  normalizers: usize;
  /** [cols]: the gradient of what is differentiated by each likelihood. */
  dy: usize;
  /** [rows][cols]. */
  gradient: usize;
  /** [rows] where there is a bias. */
  biasGradient: usize;
  /** Room for the factors of a gradient [stride]. */
  factors: usize;
  /** One histogram of a piecewise linear function for each chunk, or 0. */
  histograms: usize;
  histogramBytes: usize;
  /** float64: of each chunk the derivatives by the center and the slope of sigsoftmax. */
  functionSums: usize;
}

/** The gradient by the parameters of a piecewise linear function [numKnots + 1]. */
@unmanaged
export class PiecesGradient {
  pieces: usize;
  gradient: usize;
}

/** The steps of an LSTM layer; see lstm.ts. Rows [steps * batch] are ordered by time. */
@unmanaged
export class LstmSteps {
  /** The step to do. */
  step: i32;
  batch: i32;
  units: i32;
  chunkUnits: i32;
  /** [4 units][units]. */
  recurrent: usize;
  /** [batch][units]. */
  initialHidden: usize;
  initialCell: usize;
  /** [steps * batch][4 units]: what does not depend on the step before. */
  gates: usize;
  /** [steps * batch][units]. */
  hidden: usize;
  cells: usize;
  /** [steps * batch][4 units]. */
  activations: usize;
  /** Room for the hidden states of two steps as panels, the second `panelBytes` behind the first. */
  panels: usize;
  panelBytes: usize;
  /** Work areas, one per thread. */
  scratch: usize;
  scratchBytes: usize;
}

/** The same steps backwards. */
@unmanaged
export class LstmGradient {
  step: i32;
  numSteps: i32;
  batch: i32;
  units: i32;
  chunkUnits: i32;
  recurrent: usize;
  initialCell: usize;
  cells: usize;
  activations: usize;
  /** [steps * batch][units]. */
  dHidden: usize;
  /** [batch][units]. */
  dFinalCell: usize;
  dInitialCell: usize;
  /** [steps * batch][4 units]. */
  dGates: usize;
  /** Room for the gradients of two steps' gates as panels, the second `panelBytes` behind the first. */
  panels: usize;
  panelBytes: usize;
  /** The gradient of the cells as panels, from step to step. */
  dCell: usize;
  scratch: usize;
  scratchBytes: usize;
}

/** A gradient of a depthwise convolution of images [images][inHeight][inWidth][inChannels]. */
@unmanaged
export class DepthwiseConvolution {
  input: usize;
  /** [filterHeight][filterWidth][inChannels][multiplier], or its gradient. */
  filter: usize;
  /** [images][outHeight][outWidth][outChannels]. */
  output: usize;
  images: i32;
  inHeight: i32;
  inWidth: i32;
  inChannels: i32;
  outHeight: i32;
  outWidth: i32;
  outChannels: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  padTop: i32;
  padLeft: i32;
  /** Output channels per input channel of a depthwise convolution. */
  multiplier: i32;
}

/**
 * A two-dimensional convolution of maps [images][inHeight][inWidth][inChannels], or the gradient of its filter; see
 * convolution.ts.
 */
@unmanaged
export class ConvolutionPass {
  input: usize;
  /** Shaped like the input: where an entry of it is not positive, the input counts as 0. Or 0. */
  inputMask: usize;
  /** [filterHeight][filterWidth][inChannels][outChannels]; turned: [..][..][outChannels][inChannels]. */
  filter: usize;
  /** [outChannels], or 0. */
  bias: usize;
  /** [images][outHeight][outWidth][outChannels]. */
  output: usize;
  /** The same for the output, where that is read. */
  outputMask: usize;
  /** Room for the packed filter, or for the gradients of the groups, `groupBytes` each. */
  panels: usize;
  groupBytes: usize;
  /** For each thread room of `areaBytes`: a strip of `stripBytes`, and slopes behind it. */
  areas: usize;
  areaBytes: usize;
  stripBytes: usize;
  images: i32;
  imagesPerGroup: i32;
  inHeight: i32;
  inWidth: i32;
  inChannels: i32;
  outHeight: i32;
  outWidth: i32;
  outChannels: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  /** From one entry of the input to the next; zeros are between them. */
  gapHeight: i32;
  gapWidth: i32;
  padTop: i32;
  padLeft: i32;
  /** Rows of the input that one place of the output sees. */
  reachHeight: i32;
  /** Strips of an image, rows of the output that one of them is for, and its width in entries of the padded input. */
  strips: i32;
  stripRows: i32;
  stripWidth: i32;
  /** Stretches of memory that a row of the filter is, the floats of one, and these rounded up to a multiple of four. */
  stretchesPerRow: i32;
  stretchLength: i32;
  stretchRows: i32;
  isTurned: i32;
  /** 1: negative results become 0. */
  isRectified: i32;
}

/** The largest products of the windows of texts with filters, or their gradients; see text-convolution.ts. */
@unmanaged
export class TextConvolution {
  /** [tokens][dim]: the tokens of all texts, one text after the other. */
  input: usize;
  /** uint32 [texts + 1]: the first token of each text, and the number of all. */
  offsets: usize;
  /** [filters][width * dim]. */
  filter: usize;
  /** [texts][filters], and int32 of that shape: the first window that has the largest product. */
  maxima: usize;
  positions: usize;
  /** [texts][filters]: the gradient by the maxima. */
  slopes: usize;
  /** Shaped like the input and like the filter. */
  inputGradient: usize;
  filterGradient: usize;
  texts: i32;
  dim: i32;
  filters: i32;
  width: i32;
  /** Zero rows before and behind each text. */
  padding: i32;
  /** Room for the packed filter. */
  panels: usize;
  /** Length of the pieces in which a product is computed, at most 256. */
  panelLength: i32;
  panelsPerChunk: i32;
  filtersPerChunk: i32;
  /** Windows of a strip. */
  stripWindows: i32;
  /** For each thread room of `areaBytes`: a strip of `stripBytes`, its products, and the best of each panel. */
  areas: usize;
  areaBytes: usize;
  stripBytes: usize;
}

/** Sums of the rows [rows][cols] that have the same segment number. */
@unmanaged
export class SegmentSum {
  values: usize;
  /** int32 [rows]; rows whose number is no segment are left out. */
  segments: usize;
  /** [numSegments][cols], zeros before. */
  sums: usize;
  rows: i32;
  cols: i32;
  numSegments: i32;
}

/** Max pooling, or its gradient, over volumes [images][inDepth][inHeight][inWidth][channels]; pictures have a depth of 1. */
@unmanaged
export class MaxPool {
  input: usize;
  /** [images][outDepth][outHeight][outWidth][channels]; the gradient of overlapping windows does not need it. */
  output: usize;
  /** Like the output. */
  outputGradient: usize;
  /** Like the input, zeros before. */
  inputGradient: usize;
  images: i32;
  channels: i32;
  inDepth: i32;
  inHeight: i32;
  inWidth: i32;
  outDepth: i32;
  outHeight: i32;
  outWidth: i32;
  filterDepth: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideDepth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationDepth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  padFront: i32;
  padTop: i32;
  padLeft: i32;
}
