import { type Batch, type Examples, memorySource } from '@sbn/datasets';

/** All batches of the examples, in their order. */
export async function batchesOf(examples: Examples, batchSize: number): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of memorySource(examples).batches({ batchSize })) batches.push(batch);
  return batches;
}
