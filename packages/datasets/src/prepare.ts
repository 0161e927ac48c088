export { type HuggingFaceOptions, prepareHuggingFace } from './hugging-face/prepare-hugging-face.js';
export { checkExpectation, type Expectation } from './prepared/check-expectation.js';
export { hashFile } from './prepared/hash-file.js';
export {
  openPreparation,
  type Preparation,
  type PreparationOptions,
  type PreparationResult,
} from './prepared/open-preparation.js';
export { type OpenPreparedOptions, openPrepared, type PreparedFolder } from './prepared/open-prepared.js';
export type {
  PreparedExample,
  PreparedFile,
  PreparedInputs,
  PreparedRecord,
  PreparedSource,
  PreparedSplit,
} from './prepared/prepared-record.js';
export { verifyChecksums } from './prepared/verify-checksums.js';
