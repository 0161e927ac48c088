export { type BatchProducts, batchLanes, createBatchProducts } from './batch-products.js';
export { type Bag, type BagGradient, createEmbeddingBag, type EmbeddingBag } from './embedding-bag.js';
export { createPrunedDft, type PrunedDft } from './pruned-dft.js';
export { type PrunedDftPlan, planPrunedDft } from './pruned-dft-plan.js';
export { createRowFactor, type RowFactor } from './row-factor.js';
export { type RowProducts, rowProducts, type SharedMatrix, shareMatrix } from './row-products.js';
