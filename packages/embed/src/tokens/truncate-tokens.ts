/** Turns a text into token ids, with or without the tokens that a model wants around every text. */
export type Tokenise = (text: string, withSpecialTokens: boolean) => readonly number[];

/** The tokens of a text. */
export interface TextTokens {
  readonly ids: readonly number[];
  /** Whether the end of the text was cut off. */
  readonly truncated: boolean;
}

/**
 * Tokenises a text into at most `maxTokens` tokens. What is cut off is the end of the text itself: the tokens around
 * it, such as [CLS] and [SEP], stay.
 */
export function truncateTokens(tokenise: Tokenise, text: string, maxTokens: number): TextTokens {
  const ids = tokenise(text, true);
  if (ids.length <= maxTokens) return { ids, truncated: false };
  const own = tokenise(text, false);
  const around = ids.length - own.length;
  const before = findRun(ids, own);
  const kept = Math.max(0, maxTokens - around);
  return {
    ids: [...ids.slice(0, before), ...own.slice(0, kept), ...ids.slice(before + own.length)].slice(
      0,
      maxTokens,
    ),
    truncated: true,
  };
}

/** Where `run` starts in `ids`. */
function findRun(ids: readonly number[], run: readonly number[]): number {
  for (let start = 0; start + run.length <= ids.length; start++) {
    if (run.every((id, i) => ids[start + i] === id)) return start;
  }
  return 0;
}
