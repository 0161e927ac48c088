import type { Colors } from '../terminal/colors.js';
import { renderTable } from '../terminal/table.js';
import type { PicturesSummary } from './pictures-summary.js';

/** The summary of pictures of layers as a table for the terminal. */
export function picturesTable({ layers }: PicturesSummary, colors: Colors): string {
  return renderTable(
    [
      { title: 'Layer' },
      { title: 'Seed', align: 'right' },
      { title: 'Labels', align: 'right' },
      { title: 'Width', align: 'right' },
      { title: 'Label sets', align: 'right' },
      { title: 'Argmaxable', align: 'right' },
      { title: 'Small ones missing', align: 'right' },
      { title: 'Drawn' },
    ],
    layers.map(({ headName, seed, layer, total, argmaxable, missing, pictures }) => [
      headName,
      String(seed),
      String(layer.numLabels),
      String(layer.dim),
      String(total),
      String(argmaxable),
      (missing.length > 0 ? colors.red : colors.green)(String(missing.length)),
      pictures.map(({ file }) => file).join(', '),
    ]),
    colors,
  );
}
