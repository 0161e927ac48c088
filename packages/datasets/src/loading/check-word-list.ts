/**
 * Checks a vocabulary that is given word by word.
 *
 * @throws RangeError when it is empty, or a word is empty or occurs twice
 */
export function checkWordList(words: readonly string[]): readonly string[] {
  if (words.length === 0) throw new RangeError('vocabulary: words must have at least one word');
  const seen = new Set<string>();
  for (const [i, word] of words.entries()) {
    if (typeof word !== 'string' || word === '') {
      throw new RangeError(`vocabulary: words[${i}] must be a word, got ${JSON.stringify(word)}`);
    }
    if (seen.has(word)) {
      throw new RangeError(
        `vocabulary: words[${i}] is ${JSON.stringify(word)}, which is in the list already`,
      );
    }
    seen.add(word);
  }
  return words;
}
