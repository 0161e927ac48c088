export { type Bag, type BagGradient, createEmbeddingBag, type EmbeddingBag } from './embedding-bag.js';
export { type RowProducts, rowProducts, type SharedMatrix, shareMatrix } from './row-products.js';
