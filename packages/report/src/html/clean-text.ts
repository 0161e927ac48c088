/**
 * Removes what no XML or HTML document may hold: control characters (tab and newline stay) and halves of surrogate pairs.
 *
 * Text from data files goes through this before it reaches a chart: one stray NUL would make the whole SVG unreadable.
 */
export function cleanText(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]|[\uFFFE\uFFFF]/gu, '').replace(/\p{Surrogate}/gu, '\uFFFD');
}
