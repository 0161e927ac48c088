import { inPlaceAdamKernel } from './kernels/adam-kernel.js';
import { borrowedKernels } from './kernels/borrowed-kernels.js';
import { classLossKernels } from './kernels/class-loss-kernels.js';
import { convolutionKernels } from './kernels/convolution-kernels.js';
import { crossEntropyKernel } from './kernels/cross-entropy-kernel.js';
import { einsumKernel } from './kernels/einsum-kernel.js';
import { gatherKernel } from './kernels/gather-kernel.js';
import { identityKernel } from './kernels/identity-kernel.js';
import { lstmKernels } from './kernels/lstm-kernels.js';
import { matrixProductKernels } from './kernels/matrix-product-kernel.js';
import { maxPoolKernels } from './kernels/max-pool-kernels.js';
import { scaleKernelOfHeads } from './kernels/scale-kernel.js';
import { segmentSumKernel } from './kernels/segment-sum-kernel.js';
import { sliceKernels } from './kernels/slice-kernels.js';
import { textConvolutionKernels } from './kernels/text-convolution-kernels.js';
import type { ReplacementKernel } from './replacement.js';

/** Everything that `startWasm` adds to the wasm backend or replaces in it. */
export const replacements: readonly ReplacementKernel[] = [
  segmentSumKernel,
  ...convolutionKernels,
  einsumKernel,
  ...maxPoolKernels,
  ...borrowedKernels,
  ...matrixProductKernels,
  identityKernel,
  ...sliceKernels,
  gatherKernel,
  crossEntropyKernel,
  ...classLossKernels,
  ...lstmKernels,
  ...textConvolutionKernels,
  scaleKernelOfHeads,
  inPlaceAdamKernel,
];
