export { type PaddedBags, padBags } from './bags/pad-bags.js';
export { checkExport, type ExportCheck } from './check/check-export.js';
export { ExportError, type ExportErrorCode } from './export-error.js';
export type { ExportOptions } from './export-options.js';
export { saveExport } from './files/save-export.js';
export { exportOnnx, type OnnxOptions } from './onnx/export-onnx.js';
export { supportedOpsets } from './onnx/opsets.js';
export { exportTensorFlowJs, type TensorFlowJsExport } from './tfjs/export-tensor-flow-js.js';
export type { TfjsModelJson } from './tfjs/tfjs-model.js';
