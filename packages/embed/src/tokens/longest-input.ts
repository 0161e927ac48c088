/** Families of models whose position embeddings start behind the padding token's number. */
const offsetFamilies: readonly unknown[] = ['roberta', 'xlm-roberta', 'camembert', 'mpnet', 'longformer'];

/**
 * The most tokens that a model can take, from what its files say: `model_max_length` of the tokenizer (which is a huge
 * number where nobody set it), and the positions that the model has embeddings for.
 *
 * @returns undefined when neither says anything
 */
export function longestInput(
  modelMaxLength: number,
  config: Readonly<Record<string, unknown>>,
): number | undefined {
  const { max_position_embeddings: positions, model_type: family, pad_token_id: padding = 1 } = config;
  const limits = [
    ...(modelMaxLength < 1e9 ? [modelMaxLength] : []),
    ...(typeof positions === 'number' && positions > 0
      ? [offsetFamilies.includes(family) && typeof padding === 'number' ? positions - padding - 1 : positions]
      : []),
  ];
  return limits.length === 0 ? undefined : Math.min(...limits);
}
