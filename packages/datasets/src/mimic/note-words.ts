const runs = /[\p{L}\p{N}_]+/gu;
const number = /^\p{N}+$/u;

/**
 * The words of a clinical note as Mullenbach et al. (2018) cut them: runs of letters, digits and underscores in lower
 * case, without those that are numbers alone (500 goes, 250mg stays). Of a de-identified piece such as
 * `[**Hospital1 18**]` its words stay, as there.
 */
export function noteWords(text: string): string[] {
  return (text.match(runs) ?? []).filter((word) => !number.test(word)).map((word) => word.toLowerCase());
}
