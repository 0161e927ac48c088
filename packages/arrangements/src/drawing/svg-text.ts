const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text as it may stand in XML: on one line, escaped, without characters that no XML document may hold. */
export function svgText(text: string): string {
  return oneLine(text).replace(/[&<>"]/g, (character) => entities[character]!);
}

/** Removes control characters, halves of surrogate pairs and line breaks. */
export function oneLine(text: string): string {
  return text
    .replace(/[^\S\u00a0\u2002]+/gu, ' ')
    .replace(/\p{Cc}|[\uFFFE\uFFFF]/gu, '')
    .replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** Cuts a text to at most `most` characters and says so with an ellipsis. */
export function shortenText(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

/** About how wide a text is, in units of its font size, in a common sans-serif face; rather too wide than too narrow. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/[iljtfrI.,:;'|!()[\]{} \u00a0\u2002]/.test(character)) width += 0.34;
    else if (/[mwMW@%]/.test(character)) width += 0.9;
    else if (character > '\u2e80') width += 1.05;
    else if (/\p{Lu}/u.test(character)) width += 0.7;
    else width += 0.6;
  }
  return width;
}
