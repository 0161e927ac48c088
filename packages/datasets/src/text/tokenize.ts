const runs = /[\p{L}\p{M}\p{N}'’]+/gu;

/**
 * The words of a text: runs of letters, marks and digits in any script, with apostrophes inside (`don't`), in lower
 * case after Unicode normalisation (NFKC). Scripts written without spaces give a word for each unbroken run.
 */
export function tokenize(text: string): string[] {
  const words = text.normalize('NFKC').toLowerCase().match(runs) ?? [];
  return /['’]/.test(text) ? words.flatMap(withoutOuterApostrophes) : words;
}

/** Parts a run at apostrophes that do not stand between two letters. */
function withoutOuterApostrophes(run: string): string[] {
  return run
    .split(/['’]{2,}/)
    .map((word) => word.slice(isApostrophe(word[0]) ? 1 : 0, isApostrophe(word.at(-1)) ? -1 : undefined))
    .filter((word) => word !== '');
}

function isApostrophe(character: string | undefined): boolean {
  return character === "'" || character === '’';
}
