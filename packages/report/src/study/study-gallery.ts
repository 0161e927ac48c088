import { type Html, html } from '../html/html.js';
import type { StudyGallery } from '../study-report-data.js';

/** Pictures side by side, each with its caption. They are in the page itself, which loads nothing. */
export function studyGallery({ id, title, description, pictures }: StudyGallery): Html {
  return html`<figure class="chart" id="gallery-${id}">
<figcaption><h3>${title}</h3>${description === undefined ? null : html`<p>${description}</p>`}</figcaption>
<ul class="gallery">${pictures.map(
    ({ png, caption }) =>
      html`<li><img src="data:image/png;base64,${png}" alt="${caption}"><span>${caption}</span></li>`,
  )}</ul>
</figure>
`;
}
