export { createImageEmbedder } from './create-image-embedder.js';
export { createTextEmbedder, type TextEmbedderOptions } from './create-text-embedder.js';
export type { Embedder, EmbedderOptions, Pooling, ReadyInput, WeightType } from './embedder.js';
export { type EmbedInput, type EmbedToFileOptions, embedToFile } from './files/embed-to-file.js';
export type { EmbeddingRecord } from './files/embedding-record.js';
export { weightTypes } from './models/find-model.js';
export { type EmbedPreparedOptions, embedPrepared } from './prepared/embed-prepared.js';
