import { type Html, html } from './html.js';

/** A list of words and their meanings. */
export function wordList(words: readonly (readonly [word: string, meaning: string])[]): Html {
  return html`<dl class="glossary">${words.map(([word, meaning]) => html`<div><dt>${word}</dt><dd>${meaning}</dd></div>`)}</dl>`;
}
