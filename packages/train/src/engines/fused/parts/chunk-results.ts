import { type KernelMemory, structBytes } from '@sbn/kernels/training';

/** What the chunks of a phase have found, one ChunkResult each. They are added in the order of the chunks. */
export interface ChunkResults {
  /** Address of the first. */
  readonly at: number;
  /** Sum of the loss's entries. */
  lossSum(): number;
  /** Sum of the squares of gradients that were kept. */
  squares(): number;
  /** The largest absolute number, of what depends on the phase; NaN when one is. */
  largest(): number;
}

const resultBytes = structBytes('ChunkResult');
/** Offsets of the fields, of which the first two are doubles. */
const lossAt = 0;
const squaresAt = 8;
const largestAt = 16;

/** Gives the results of a phase their place. */
export function allocateChunkResults(memory: KernelMemory, numChunks: number): ChunkResults {
  return chunkResults(memory, memory.allocate(numChunks * resultBytes), () => numChunks);
}

/**
 * Gives the results of a phase their place whose number of chunks depends on the batch.
 *
 * @param mostChunks the most that there may be
 * @param numChunks how many there are now
 */
export function allocateVaryingResults(
  memory: KernelMemory,
  mostChunks: number,
  numChunks: () => number,
): ChunkResults {
  return chunkResults(memory, memory.allocate(mostChunks * resultBytes), numChunks);
}

function chunkResults(memory: KernelMemory, at: number, numChunks: () => number): ChunkResults {
  const sumOf = (offset: number): number => {
    const count = numChunks();
    let sum = 0;
    for (let chunk = 0; chunk < count; chunk++) {
      sum += memory.doubles(at + chunk * resultBytes + offset, 1)[0]!;
    }
    return sum;
  };
  return {
    at,
    lossSum: () => sumOf(lossAt),
    squares: () => sumOf(squaresAt),
    largest: () => {
      const count = numChunks();
      // Math.max passes NaN on.
      let found = 0;
      for (let chunk = 0; chunk < count; chunk++) {
        found = Math.max(found, memory.floats(at + chunk * resultBytes + largestAt, 1)[0]!);
      }
      return found;
    },
  };
}
