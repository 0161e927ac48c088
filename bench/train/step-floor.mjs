// The least time a step can take on this machine: the larger of moving its numbers once and of its operations at the
// highest rate.

/**
 * What one step of a head costs at least.
 *
 * Products: 2 operations for each weight and example, three times (logits, gradient of the weights, gradient of what is
 * below), twice for the first layer, whose input needs no gradient. The transform of a DFT layer and its adjoint count
 * 2.5 n log₂(2k+1) operations each, the usual figure for a real FFT of which few frequencies are used. Bytes: weights
 * and both moments are read and written once. The gradient, the logits and Adam's few operations need no memory.
 *
 * @returns `{ operations, lossEntries, bytes }`
 */
export function costOfStep({ kind, inDim, numLabels, dim, k, slackDims }, batchSize) {
  const width = kind === 'bsl' ? dim : 2 * k + 1 + slackDims;
  const learned = numLabels * (kind === 'bsl' ? dim : slackDims);
  const transform = kind === 'bsl' ? 0 : 2.5 * numLabels * Math.log2(2 * k + 1);
  return {
    operations: batchSize * (4 * inDim * width + 6 * learned + 2 * transform),
    lossEntries: batchSize * numLabels,
    bytes: 2 * 12 * (width * inDim + width + learned),
  };
}

/**
 * @param cost of {@link costOfStep}
 * @param peaks `{ flopsPerSecond: { separate, fused? }, lossEntriesPerSecond, bytesPerSecond }`, the last for as many
 *   bytes as the weights and moments have
 * @returns milliseconds
 */
export function floorOfStep(
  { operations, lossEntries, bytes },
  { flopsPerSecond, lossEntriesPerSecond, bytesPerSecond },
) {
  const memory = (1000 * bytes) / bytesPerSecond;
  const arithmetic = (rate) => 1000 * (operations / rate + lossEntries / lossEntriesPerSecond);
  const { separate, fused = separate } = flopsPerSecond;
  return {
    memoryMilliseconds: memory,
    arithmeticMilliseconds: arithmetic(fused),
    milliseconds: Math.max(memory, arithmetic(fused)),
    withoutFmaMilliseconds: Math.max(memory, arithmetic(separate)),
  };
}
