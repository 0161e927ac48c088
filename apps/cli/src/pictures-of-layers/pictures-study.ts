import type { StudyGallery, StudyTable, StudyWord } from '@sbn/report';
import type { StudyContent } from '../experiment/study-content.js';
import { describeMissing } from './describe-missing.js';
import type { PictureKind } from './pictures-config.js';
import type { PicturedLayerSummary, PicturesSummary } from './pictures-summary.js';

/** One drawing of a layer as a PNG file. */
export interface DrawnPicture {
  readonly kind: PictureKind;
  readonly layer: PicturedLayerSummary;
  readonly png: Uint8Array;
}

const galleryWords: Readonly<Record<PictureKind, Pick<StudyGallery, 'title' | 'description'>>> = {
  hasse: {
    title: 'Label sets by inclusion (Hasse diagrams)',
    description:
      'Every label set, the empty one at the bottom and one label more in each row; a line leads to a set with one label more. ' +
      'Filled: some input outputs it. Dashed: none does.',
  },
  hyperplanes: {
    title: 'What is output where (hyperplanes)',
    description:
      'Each line is where the score of a label is 0, and an arrow shows the side on which it is on. Layers on three inputs are seen ' +
      'from two opposite sides, since only the direction of an input counts.',
  },
};

/** What the report of pictures of layers shows. */
export function picturesStudy({ layers }: PicturesSummary, pictures: readonly DrawnPicture[]): StudyContent {
  return {
    setting: ['Every label set that a small layer can output is listed in exact arithmetic, and drawn.'],
    outcome: undefined,
    galleries: (['hyperplanes', 'hasse'] as const).flatMap((kind) => galleryOf(kind, pictures)),
    tables: layers.length === 0 ? [] : [layerTable(layers)],
    glossary,
  };
}

function galleryOf(kind: PictureKind, pictures: readonly DrawnPicture[]): StudyGallery[] {
  const ofKind = pictures.filter((picture) => picture.kind === kind);
  if (ofKind.length === 0) return [];
  return [
    {
      id: kind,
      ...galleryWords[kind],
      section: 'Pictures of layers',
      size: 'large',
      pictures: ofKind.map(({ layer, png }) => ({
        png: Buffer.from(png).toString('base64'),
        caption: `${layer.headName}, seed ${layer.seed}. ${describeMissing(layer)}`,
      })),
    },
  ];
}

function layerTable(layers: readonly PicturedLayerSummary[]): StudyTable {
  const sizes = [...new Set(layers.flatMap(({ bySize }) => bySize.map(({ cardinality }) => cardinality)))];
  return {
    id: 'pictured-layers',
    title: 'What the layers can output',
    description: 'Label sets that some input outputs, of all there are with so many labels on; exact.',
    section: 'Pictures of layers',
    rowTitle: 'Layer',
    columns: [
      { key: 'seed', title: 'Seed', format: 'count' },
      { key: 'all', title: 'All' },
      ...sizes.map((size) => ({ key: `on${size}`, title: `${size} on` })),
    ],
    rows: layers.map(({ headName, seed, argmaxable, total, bySize }) => ({
      label: headName,
      values: {
        seed,
        all: `${argmaxable} of ${total}`,
        ...Object.fromEntries(bySize.map((of) => [`on${of.cardinality}`, `${of.argmaxable} of ${of.total}`])),
      },
    })),
  };
}

const glossary: readonly StudyWord[] = [
  {
    word: 'argmaxable',
    meaning: 'A label set that some input makes the layer output; unargmaxable: none does.',
  },
  {
    word: 'hyperplane cover',
    meaning:
      'The hyperplanes on which scores are 0 cut the space of inputs into regions; the label sets of the regions are those that the ' +
      'layer can output.',
  },
];
