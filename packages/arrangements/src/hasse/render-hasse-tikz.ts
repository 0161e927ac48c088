import type { HasseDiagram } from './hasse-diagram.js';
import { layoutHasse } from './hasse-layout.js';

/** Options of {@link renderHasseTikz}. */
export interface HasseTikzOptions {
  /** One name per label; numbers when left out. */
  readonly labelNames?: readonly string[] | undefined;
  /** A whole document (class `standalone`) instead of one `tikzpicture` for your own; true when left out. */
  readonly standalone?: boolean | undefined;
}

/** Pixels of the layout in one centimetre. */
const pixels = 38;

/**
 * Draws a Hasse diagram as TikZ, for LaTeX: the same picture as {@link renderHasseSvg}, in colours that also print in
 * grey. A picture for your own document needs `\usepackage{tikz}`; letters outside of Latin need an engine and a font
 * that have them (XeLaTeX or LuaLaTeX).
 *
 * @throws TypeError, RangeError when an option is wrong or there are more than 6 labels, which nobody could read
 */
export function renderHasseTikz(diagram: HasseDiagram, options: HasseTikzOptions = {}): string {
  const { standalone = true } = options;
  const layout = layoutHasse('renderHasseTikz', diagram, options);
  const cm = (value: number): string => String(Number((value / pixels).toFixed(3)));
  const point = (x: number, y: number): string => `(${cm(x)},${cm(layout.height - y)})`;
  const lines = [
    `% ${layout.description.replaceAll(/[^\x20-\x7e]/g, '?')}`,
    '\\begin{tikzpicture}[',
    '  every node/.style={font=\\small\\sffamily, inner xsep=5pt, inner ysep=3pt, minimum height=16pt},',
    '  argmaxable/.style={fill={rgb,255:red,29;green,95;blue,151}, text=white, rounded corners=8pt},',
    '  unargmaxable/.style={draw=black!55, densely dashed, fill=white, text=black!75,',
    '    append after command={node[inner sep=0.5pt, minimum height=0pt, fill=white, font=\\scriptsize]',
    '      at (\\tikzlastnode.north east) {$\\times$}}},',
    '  strong/.style={draw=black!70, semithick},',
    '  weak/.style={draw=black!22},',
    '  remark/.style={text=black!65, anchor=west, inner xsep=0pt},',
    ']',
  ];
  for (const [i, node] of layout.nodes.entries())
    lines.push(`\\coordinate (p${i}) at ${point(node.x, node.y)};`);
  for (const style of ['weak', 'strong'] as const) {
    for (const [i, j] of diagram.edges) {
      const strong = layout.nodes[i]!.argmaxable && layout.nodes[j]!.argmaxable;
      if (strong === (style === 'strong')) lines.push(`\\draw[${style}] (p${i}) -- (p${j});`);
    }
  }
  for (const [i, node] of layout.nodes.entries()) {
    const style = node.argmaxable ? 'argmaxable' : 'unargmaxable';
    lines.push(`\\node[${style}] (n${i}) at (p${i}) {${texText(node.text)}};`);
  }
  for (const { y, title, share } of layout.levels) {
    lines.push(`\\node[remark] at ${point(0, y)} {${title}: ${share}};`);
  }
  const below = layout.height + 46;
  lines.push(
    `\\node[argmaxable, minimum width=16pt] at ${point(12, below)} {};`,
    `\\node[remark] at ${point(34, below)} {argmaxable};`,
    `\\node[unargmaxable, minimum width=16pt] at ${point(152, below)} {};`,
    `\\node[remark] at ${point(174, below)} {unargmaxable};`,
  );
  for (const [i, [letter, name]] of layout.key.entries()) {
    lines.push(
      `\\node[remark] at ${point(0, below + 26 * (i + 1))} {\\textbf{${letter}}\\quad ${texText(name)}};`,
    );
  }
  lines.push('\\end{tikzpicture}');
  if (!standalone) return `${lines.join('\n')}\n`;
  return [
    '\\documentclass[tikz,border=6pt]{standalone}',
    '\\usepackage[T1]{fontenc}',
    '\\usepackage[utf8]{inputenc}',
    '\\begin{document}',
    ...lines,
    '\\end{document}',
    '',
  ].join('\n');
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
  '∅': '$\\emptyset$',
  '…': '\\ldots{}',
};

/** A text for LaTeX: what TeX would take for commands is written out. */
function texText(text: string): string {
  return text.replace(/[\\{}$&#%_^~<>|"∅…]/g, (character) => escapes[character]!);
}
