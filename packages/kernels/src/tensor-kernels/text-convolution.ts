import type { KernelCaller } from './kernel-caller.js';

/** What the convolution of texts and its gradients share. Addresses are those of float32 arrays, row-major. */
interface TextSizes {
  /** [tokens, dim]: the tokens of all texts, one text after the other. */
  readonly input: number;
  /** [filters, width dim]. */
  readonly filter: number;
  /** The first token of each text, and at the end the number of all; every text has at least one window. */
  readonly offsets: Uint32Array;
  readonly dim: number;
  readonly filters: number;
  /** Tokens of a window. */
  readonly width: number;
  /** Zero rows before and behind each text. */
  readonly padding: number;
}

/** For each text and filter the largest product of a window: `maxima` and `positions` are overwritten. */
export interface TextConvolutionTask extends TextSizes {
  /** [texts, filters]. */
  readonly maxima: number;
  /** int32 [texts, filters]: the first window that has the largest product. */
  readonly positions: number;
}

/** The gradients by the input and by the filter, those that are asked for, which are overwritten. */
export interface TextConvolutionGradientTask extends TextSizes {
  /** int32 [texts, filters]. */
  readonly positions: number;
  /** The gradient by the maxima [texts, filters]. */
  readonly slopes: number;
  readonly inputGradient?: number | undefined;
  readonly filterGradient?: number | undefined;
}

const panelFilters = 16;
const longestPanel = 256;
/** Panels of a chunk: 64 filters share a strip. */
const panelsPerChunk = 4;
const filtersPerChunk = 16;
/** Floats of a strip, which stays in the second-level cache while all panels of a chunk pass over it. */
const stripFloats = 2 ** 14;
const mostWindows = 128;
/** `bestBytes` of assembly/tensor-kernels/text-convolution.ts. */
const bestBytes = 128;

/** Computes the maxima; each chunk those of one text with some filters. */
export function textConvolution(caller: KernelCaller, task: TextConvolutionTask): void {
  const { dim, filters, width, offsets } = task;
  const length = width * dim;
  const numPanels = Math.ceil(filters / panelFilters);
  const stripWindows = Math.min(mostWindows, Math.max(2, Math.floor(stripFloats / dim)));
  const stripBytes = 16 * Math.ceil(((stripWindows + width - 1) * dim) / 4);
  const areaBytes = stripBytes + 64 * stripWindows + panelsPerChunk * bestBytes;
  const bytes = [4 * offsets.length, 4 * numPanels * panelFilters * length, caller.threads * areaBytes];
  caller.withAreas(bytes, ([offsetsAt, panels, areas]) => {
    const params = write(caller, task, offsetsAt!, {
      panels: panels!,
      panelLength: Math.ceil(length / Math.ceil(length / longestPanel)),
      stripWindows,
      areas: areas!,
      areaBytes,
      stripBytes,
    });
    caller.run('packTextFilter', params, numPanels);
    caller.run('textConvolution', params, (offsets.length - 1) * Math.ceil(numPanels / panelsPerChunk));
  });
}

/** Computes the gradients; each chunk that of one text, or of some filters. */
export function textConvolutionGradient(caller: KernelCaller, task: TextConvolutionGradientTask): void {
  const { offsets, filters, inputGradient = 0, filterGradient = 0 } = task;
  caller.withAreas([4 * offsets.length], ([offsetsAt]) => {
    const params = write(caller, task, offsetsAt!, { inputGradient, filterGradient });
    if (inputGradient !== 0) caller.run('textInputGradient', params, offsets.length - 1);
    if (filterGradient !== 0) caller.run('textFilterGradient', params, Math.ceil(filters / filtersPerChunk));
  });
}

const unused = {
  maxima: 0,
  slopes: 0,
  inputGradient: 0,
  filterGradient: 0,
  panels: 0,
  panelLength: 0,
  stripWindows: 0,
  areas: 0,
  areaBytes: 0,
  stripBytes: 0,
};

function write(
  caller: KernelCaller,
  { offsets, ...task }: TextConvolutionTask | TextConvolutionGradientTask,
  offsetsAt: number,
  room: Partial<typeof unused>,
): number {
  new Uint32Array(caller.memory.buffer, offsetsAt, offsets.length).set(offsets);
  return caller.write('TextConvolution', {
    ...unused,
    ...task,
    ...room,
    offsets: offsetsAt,
    texts: offsets.length - 1,
    panelsPerChunk,
    filtersPerChunk,
  });
}
