export { readSafetensorsHeader, type SafetensorsEntry, type SafetensorsHeader } from '@sbn/datasets';
export type { ErrorCode } from './files/fail-at.js';
export { listTensors } from './list-tensors.js';
export { readLabelNames } from './read-label-names.js';
export { type OutputLayerSource, type ReadOutputLayer, readOutputLayer } from './read-output-layer.js';
export { readTensor } from './read-tensor.js';
export type { Tensor, TensorInfo, TensorRole } from './tensor.js';
