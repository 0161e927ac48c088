import { type Html, html } from '../html/html.js';
import type { StudyGallery } from '../study-report-data.js';

/** Pictures side by side, each with its caption. They are in the page itself, which loads nothing. */
export function studyGallery({ id, title, description, size, pictures }: StudyGallery): Html {
  const isLarge = size === 'large';
  return html`<figure class="chart" id="gallery-${id}">
<figcaption><h3>${title}</h3>${description === undefined ? null : html`<p>${description}</p>`}</figcaption>
<ul class="${isLarge ? 'drawings' : 'gallery'}">${pictures.map(
    ({ png, caption }) =>
      html`<li${isLarge ? html` style="width:${drawnWidth(png)}px"` : null}><img src="data:image/png;base64,${png}" alt="${caption}"><span>${caption}</span></li>`,
  )}</ul>
</figure>
`;
}

/** The width at which a drawing was laid out, in pixels: drawings are PNG files at twice their size. */
function drawnWidth(png: string): number {
  // The width is the first number of the header chunk, behind 16 bytes; 32 digits of base64 hold 24 bytes.
  const header = Buffer.from(png.slice(0, 32), 'base64');
  return Math.ceil(header.readUInt32BE(16) / 2);
}
