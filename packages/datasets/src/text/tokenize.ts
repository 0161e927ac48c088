const words = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu;

/**
 * The words of a text: runs of letters, marks and digits in any script, with apostrophes inside (`don't`), in lower
 * case after Unicode normalisation (NFKC). Scripts written without spaces give a word for each unbroken run.
 */
export function tokenize(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(words) ?? [];
}
