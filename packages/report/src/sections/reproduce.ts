import { html } from '../html/html.js';
import { nameList } from '../html/name-list.js';
import type { ReportData } from '../report-data.js';
import { missing, type Section } from './section.js';

/** How to get these numbers again: commands, configuration, versions. */
export function reproduceSection(data: Pick<ReportData, 'reproduce' | 'config' | 'environment'>): Section {
  const { reproduce = [], config, environment = {} } = data;
  const empty = reproduce.length === 0 && config === undefined && Object.keys(environment).length === 0;
  return {
    id: 'reproduce',
    title: 'How to get these numbers again',
    body: empty
      ? missing('No commands, configuration or versions were recorded.')
      : html`${
          reproduce.length === 0
            ? null
            : html`<ol class="commands">${reproduce.map(
                ({ command, note }) =>
                  html`<li>${note === undefined ? null : html`<p>${note}</p>`}<pre tabindex="0"><code>${command}</code></pre></li>`,
              )}</ol>`
        }
${config === undefined ? null : html`<h3>Configuration</h3><pre tabindex="0" class="config"><code>${config}</code></pre>`}
${Object.keys(environment).length === 0 ? null : html`<h3>Versions and machine</h3>${nameList(environment)}`}`,
  };
}
