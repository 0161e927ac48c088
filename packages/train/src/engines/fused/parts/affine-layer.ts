import type { Phase } from '@sbn/kernels/thread-team';
import { activationCodes } from '@sbn/kernels/training';
import type { AffineDescription, NetworkDescription } from '../network.js';
import { padded } from '../padded.js';
import { trainingPhase } from '../training-phase.js';
import { allocateChunkResults } from './chunk-results.js';
import { allocateDropoutMask } from './dropout-mask.js';
import type { PartialGradients, PartSetting, Scratch, Signal } from './part-setting.js';
import type { Room } from './room.js';

/** A fully connected layer of a program. */
export interface AffineLayer {
  /** What one thread works in, in bytes. */
  scratchBytes(lanes: number): number;
  /** Gives out the areas that depend on the batch. */
  layOut(
    room: Room,
    input: Signal,
    scratch: Scratch,
  ): { readonly output: Signal; readonly gradients: PartialGradients };
  /** Tells the backward phase where the gradient of the output comes from. */
  connect(gradients: PartialGradients): void;
  /**
   * The phase from the input to the output.
   *
   * @param step the number that dropout follows; undefined for a pass without dropout
   */
  forward(step: number | undefined): Phase;
  /** Updates the layer, or keeps its gradients, and forms the gradient of its input; nothing where nobody needs that. */
  backward(): readonly Phase[];
  /** Sum of the squares of the gradients that were kept. */
  squares(): number;
  /** The largest absolute number of the output; NaN when one is. */
  largestOutput(): number;
}

/** What {@link createAffineLayer} is made from. */
export interface AffineLayerOptions {
  readonly layer: AffineDescription;
  readonly dropout: NetworkDescription['dropout'];
  /** Whether something below is trained. */
  readonly needsInputGradient: boolean;
  /** The first feature of the output that the part above wants in columns. */
  readonly columnsFrom: number;
}

/** Few enough that adding up their sums is nothing. */
const layerChunks = 16;
/** Rows of a layer in one chunk: a multiple of the four of a tile and of a panel of features. */
const rowUnit = 8;

/** Lays out a layer. How its rows are cut depends neither on the batch nor on the number of threads. */
export function createAffineLayer(setting: PartSetting, options: AffineLayerOptions): AffineLayer {
  const { memory, batch, arrays, trained } = setting;
  const { layer, dropout, needsInputGradient, columnsFrom } = options;
  const { rows, cols, activation, dropoutLayer } = layer;
  const weights = arrays.get(layer.weights)!;
  const bias = arrays.get(layer.bias)!;
  const isTrained = trained.has(layer.weights) || trained.has(layer.bias);
  const chunkRows = rowUnit * Math.ceil(rows / (rowUnit * layerChunks));
  const numChunks = Math.ceil(rows / chunkRows);
  const struct = memory.allocateStruct('AffineLayer');
  const mask = allocateDropoutMask(memory, { ...dropout, layer: dropoutLayer });
  const results = allocateChunkResults(memory, numChunks);

  return {
    // A chunk's outputs, or their gradient, and behind it that of its weights.
    scratchBytes: (lanes) => 4 * chunkRows * (lanes + padded(cols)),
    layOut: ({ lanes }, input, scratch) => {
      const outputBytes = 4 * lanes * rows;
      const activated = memory.allocate(outputBytes);
      const hasDropout = dropoutLayer !== undefined && dropout.rate > 0;
      const outputPanels = hasDropout ? memory.allocate(outputBytes) : activated;
      const outputColumns = memory.allocate(4 * lanes * padded(rows - columnsFrom));
      const partialBytes = 4 * lanes * cols;
      const partials = needsInputGradient ? memory.allocate(partialBytes * numChunks) : 0;
      memory.writeStruct('AffineLayer', struct, {
        batch,
        rows,
        chunkRows,
        cols,
        stride: weights.stride,
        weights: weights.trained,
        bias: bias.trained,
        activation: activationCodes[activation],
        dropout: mask.at,
        inputPanels: input.panels,
        inputColumns: input.columns,
        activated,
        outputPanels,
        outputColumns,
        columnsFrom,
        partials,
        partialBytes,
        results: results.at,
        ...scratch,
      });
      return {
        output: { panels: outputPanels, columns: outputColumns },
        gradients: { upstream: partials, upstreamBytes: partialBytes, upstreamCount: numChunks },
      };
    },
    connect: (gradients) => memory.writeStruct('AffineLayer', struct, gradients),
    forward: (step) => {
      mask.draw(step);
      return trainingPhase('affineForward', struct, numChunks);
    },
    backward: () =>
      isTrained || needsInputGradient ? [trainingPhase('affineBackward', struct, numChunks)] : [],
    squares: () => (isTrained ? results.squares() : 0),
    largestOutput: results.largest,
  };
}
