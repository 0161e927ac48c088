// Fully connected layers, in chunks of rows.
import { exponential, sigmoid, tanh } from '../simd/math';
import { dropoutFactors } from './dropout';
import { panelsToColumns } from './inputs';
import {
  addRows,
  addTransposedRows,
  clearUpdateResults,
  lanesOf,
  largestUpdated,
  panelOffset,
  squaresOfGradient,
  updateBias,
  updateRows,
} from './rows';
import { spread } from './label-pass';
import { AffineLayer, BatchShape, ChunkResult, Dropout, Trained } from './structs';
import { largestLane } from './update';

const activationLinear: i32 = 0;
const activationRelu: i32 = 1;
const activationTanh: i32 = 2;
const activationSigmoid: i32 = 3;
const activationElu: i32 = 4;

/** Phase: the outputs of a chunk of rows. */
export function affineForward(params: usize, chunk: i32, thread: i32): void {
  const layer = changetype<AffineLayer>(params);
  const batch = changetype<BatchShape>(layer.batch);
  const dropout = changetype<Dropout>(layer.dropout);
  const first = chunk * layer.chunkRows;
  const rows = min(layer.chunkRows, layer.rows - first);
  const z = layer.scratch + <usize>thread * layer.scratchBytes;
  const rowBytes = <usize>layer.stride << 2;
  spread(batch, changetype<Trained>(layer.bias).values + (<usize>first << 2), rows, z);
  const weights = changetype<Trained>(layer.weights).values + <usize>first * rowBytes;
  addRows(batch, weights, rowBytes, rows, layer.cols, layer.inputPanels, layer.cols, 0, z);

  let largest = f32x4.splat(0);
  let example: i32 = 0;
  for (let p: i32 = 0; p < batch.panels16 + batch.panels4; p++) {
    const width: i32 = p < batch.panels16 ? 16 : 4;
    let from = z + panelOffset(batch, p, rows);
    const at = panelOffset(batch, p, layer.rows) + <usize>first * (<usize>width << 2);
    let activated = layer.activated + at;
    let output = layer.outputPanels + at;
    for (let row: i32 = 0; row < rows; row++) {
      for (let lane: i32 = 0; lane < width; lane += 4) {
        let y = activate(v128.load(from), layer.activation);
        // Lanes without example hold 0 everywhere, whatever the bias is.
        if (example + lane + 4 > batch.examples) {
          const filled = batch.examples - example - lane;
          y = v128.and(y, i32x4.gt_s(i32x4.splat(filled), i32x4(0, 1, 2, 3)));
        }
        v128.store(activated, y);
        if (dropout.isOn) {
          const lanesOfFour = i32x4.add(i32x4.splat(example + lane), i32x4(0, 1, 2, 3));
          const numbers = i32x4.add(
            i32x4.mul(lanesOfFour, i32x4.splat(layer.rows)),
            i32x4.splat(first + row),
          );
          y = f32x4.mul(y, dropoutFactors(dropout, numbers));
        }
        v128.store(output, y);
        largest = f32x4.max(largest, f32x4.abs(y));
        from += 16;
        activated += 16;
        output += 16;
      }
    }
    example += width;
  }
  panelsToColumns(
    batch,
    layer.outputPanels,
    layer.rows,
    first,
    rows,
    layer.outputColumns,
    layer.columnsFrom,
  );
  changetype<ChunkResult>(layer.results + <usize>chunk * offsetof<ChunkResult>()).largest =
    largestLane(largest);
}

/** Phase: the gradients of a chunk of rows, their update, and what they add to the gradient of the inputs. */
export function affineBackward(params: usize, chunk: i32, thread: i32): void {
  const layer = changetype<AffineLayer>(params);
  const batch = changetype<BatchShape>(layer.batch);
  const first = chunk * layer.chunkRows;
  const rows = min(layer.chunkRows, layer.rows - first);
  const dz = layer.scratch + <usize>thread * layer.scratchBytes;
  const lanes = lanesOf(batch);
  const gradients = dz + <usize>layer.chunkRows * (<usize>lanes << 2);
  gradientOfSums(layer, batch, first, rows, dz);

  const rowBytes = <usize>layer.stride << 2;
  const weights = changetype<Trained>(layer.weights);
  if (layer.partials != 0) {
    const partial = layer.partials + <usize>chunk * layer.partialBytes;
    memory.fill(partial, 0, <usize>layer.cols * (<usize>lanes << 2));
    const own = weights.values + <usize>first * rowBytes;
    addTransposedRows(batch, own, rowBytes, rows, layer.cols, dz, partial, layer.cols, 0);
  }
  clearUpdateResults();
  updateRows(batch, weights, first, rows, layer.stride, dz, layer.inputColumns, gradients);
  updateBias(batch, changetype<Trained>(layer.bias), first, rows, dz, gradients);
  const result = layer.results + <usize>chunk * offsetof<ChunkResult>();
  store<f64>(result, squaresOfGradient, 8);
  changetype<ChunkResult>(result).largest = largestUpdated;
}

/** The upstream partial sums of the rows, times the derivatives of dropout and activation. */
function gradientOfSums(layer: AffineLayer, batch: BatchShape, first: i32, rows: i32, dz: usize): void {
  const dropout = changetype<Dropout>(layer.dropout);
  let example: i32 = 0;
  for (let p: i32 = 0; p < batch.panels16 + batch.panels4; p++) {
    const width: i32 = p < batch.panels16 ? 16 : 4;
    let to = dz + panelOffset(batch, p, rows);
    const at = panelOffset(batch, p, layer.rows) + <usize>first * (<usize>width << 2);
    let activated = layer.activated + at;
    let from = layer.upstream + at;
    for (let row: i32 = 0; row < rows; row++) {
      for (let lane: i32 = 0; lane < width; lane += 4) {
        let sum = v128.load(from);
        let part = from + layer.upstreamBytes;
        for (let i: i32 = 1; i < layer.upstreamCount; i++) {
          sum = f32x4.add(sum, v128.load(part));
          part += layer.upstreamBytes;
        }
        if (dropout.isOn) {
          const lanesOfFour = i32x4.add(i32x4.splat(example + lane), i32x4(0, 1, 2, 3));
          const numbers = i32x4.add(
            i32x4.mul(lanesOfFour, i32x4.splat(layer.rows)),
            i32x4.splat(first + row),
          );
          sum = f32x4.mul(sum, dropoutFactors(dropout, numbers));
        }
        v128.store(to, slope(sum, v128.load(activated), layer.activation));
        from += 16;
        activated += 16;
        to += 16;
      }
    }
    example += width;
  }
}

function activate(z: v128, activation: i32): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  switch (activation) {
    case activationRelu:
      return f32x4.max(z, zero);
    case activationTanh:
      return tanh(z);
    case activationSigmoid:
      return sigmoid(z);
    case activationElu:
      return v128.bitselect(z, f32x4.sub(exponential(f32x4.min(z, zero)), one), f32x4.ge(z, zero));
    default:
      return z;
  }
}

/** upstream times the derivative of the activation, from its value y. */
function slope(upstream: v128, y: v128, activation: i32): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  switch (activation) {
    case activationRelu:
      return v128.and(upstream, f32x4.gt(y, zero));
    case activationTanh:
      return f32x4.mul(upstream, f32x4.sub(one, f32x4.mul(y, y)));
    case activationSigmoid:
      return f32x4.mul(upstream, f32x4.mul(y, f32x4.sub(one, y)));
    case activationElu:
      return v128.bitselect(upstream, f32x4.mul(upstream, f32x4.add(y, one)), f32x4.ge(y, zero));
    default:
      return upstream;
  }
}
