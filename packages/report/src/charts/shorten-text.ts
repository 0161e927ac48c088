/** Cuts a text to at most `most` characters and says so with an ellipsis. */
export function shortenText(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
