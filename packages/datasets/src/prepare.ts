export type { ArticleShares } from './bioasq/article-selection.js';
export { type BioasqOptions, prepareBioasq } from './bioasq/prepare-bioasq.js';
export { type NpyRowsWriter, openNpyRowsWriter } from './formats/npy-rows-writer.js';
export { type HuggingFaceOptions, prepareHuggingFace } from './hugging-face/prepare-hugging-face.js';
export { type MimicCamlOptions, prepareMimicCaml } from './mimic/prepare-mimic-caml.js';
export { type MimicTablesOptions, prepareMimicTables } from './mimic/prepare-mimic-tables.js';
export type { ImageFeatures } from './open-images/image-features.js';
export { type OpenImagesOptions, prepareOpenImages } from './open-images/prepare-open-images.js';
export { checkExpectation, type Expectation, meetsExpectation } from './prepared/check-expectation.js';
export { hashFile } from './prepared/hash-file.js';
export {
  openPreparation,
  type Preparation,
  type PreparationOptions,
  type PreparationResult,
} from './prepared/open-preparation.js';
export { type OpenPreparedOptions, openPrepared, type PreparedFolder } from './prepared/open-prepared.js';
export type { PrepareRequest } from './prepared/prepare-request.js';
export type {
  PreparedExample,
  PreparedFile,
  PreparedInputs,
  PreparedRecord,
  PreparedSource,
  PreparedSplit,
} from './prepared/prepared-record.js';
export { removeTemporaryFiles } from './prepared/remove-temporary-files.js';
export { verifyChecksums } from './prepared/verify-checksums.js';
export { prepareXmc, type XmcOptions } from './xmc/prepare-xmc.js';
