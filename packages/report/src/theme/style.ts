import { paletteCss } from './palette-css.js';

/** The style sheet of the page. System fonts only: nothing is loaded from anywhere. */
export function styleSheet(): string {
  return `${paletteCss()}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth;scroll-padding-top:1rem}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.6 var(--sans);--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;--serif:ui-serif,"Iowan Old Style","Palatino Linotype","Source Serif 4",Georgia,"Liberation Serif",serif;--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:break-word}
h1,h2,h3,p,ul,ol,dl,figure,pre{margin:0}
ul,ol{padding:0;list-style:none}
a{color:var(--accent);text-underline-offset:.18em;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:3px}
.page{max-width:94rem;margin:0 auto;padding:clamp(1.5rem,1rem + 2.5vw,4rem) clamp(1rem,.4rem + 2.6vw,3.5rem) 4rem;display:grid;grid-template-columns:minmax(0,1fr);gap:2.5rem}
.top,main,footer{min-width:0}
.eyebrow{color:var(--ink-3);font-size:.9rem;margin-bottom:.7rem}
h1{font:600 clamp(1.9rem,1.3rem + 2.6vw,3.3rem)/1.12 var(--serif);letter-spacing:-.015em;text-wrap:balance;max-width:22em}
h2{font:600 clamp(1.45rem,1.2rem + 1vw,2rem)/1.2 var(--serif);letter-spacing:-.01em;text-wrap:balance}
h3{font-size:1.1rem;line-height:1.35;font-weight:650}
main p,.top p{max-width:68ch}
.subtitle{margin-top:1rem;color:var(--ink-2);font-size:1.05rem}
.figures{display:flex;flex-wrap:wrap;gap:1px;background:var(--line);border:1px solid var(--line);border-radius:12px;overflow:hidden;margin-top:2rem}
.figures li{flex:1 1 12.5rem;background:var(--surface);padding:1.1rem 1.25rem 1.2rem;display:flex;flex-direction:column;gap:.35rem}
.figures .value{font:600 clamp(1.9rem,1.5rem + 1.2vw,2.6rem)/1.05 var(--serif);font-variant-numeric:lining-nums tabular-nums;letter-spacing:-.02em}
.figures .label{color:var(--ink-2);font-size:.92rem;line-height:1.4}
.findings{margin-top:1.8rem;display:grid;gap:.75rem;max-width:74ch}
.findings li{padding-left:1.35rem;position:relative}
.findings li::before{content:"";position:absolute;left:.15rem;top:.68em;width:.5rem;height:2px;background:var(--ink-3)}
.findings strong{font-weight:650}
.findings .alarm{background:color-mix(in srgb,var(--bad) 10%,var(--surface));border-left:4px solid var(--bad);padding:.8rem 1rem;border-radius:0 8px 8px 0}
.findings .alarm::before{display:none}
.notes{margin-top:1.4rem;display:grid;gap:.4rem;color:var(--ink-2);font-size:.95rem}
.notes li{border-left:3px solid var(--line);padding-left:.9rem;max-width:68ch}
nav ol{display:flex;flex-wrap:wrap;gap:.35rem 1.3rem;font-size:.95rem}
nav{border-block:1px solid var(--line);padding:.8rem 0}
nav p{display:none}
nav a{text-decoration:none;color:var(--ink-2)}
nav a:hover{color:var(--accent);text-decoration:underline}
main{display:grid;grid-template-columns:minmax(0,1fr);gap:4rem}
section{display:grid;grid-template-columns:minmax(0,1fr);gap:1.4rem}
section>h2{padding-top:.2rem}
section>h3{margin-top:.6rem}
.chart{container:chart/inline-size;background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:clamp(1rem,.6rem + 1.6vw,1.75rem);min-width:0}
figcaption p{color:var(--ink-2);font-size:.94rem;line-height:1.5;margin-top:.35rem;max-width:76ch}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;margin-top:.9rem;font-size:.92rem}
.legend li,.head-name{display:inline-flex;align-items:center;gap:.45rem}
.head-name{align-items:baseline}
.swatch{width:.95rem;height:.95rem;flex:none;align-self:center}
.drawing{margin-top:.9rem;font-family:var(--sans)}
.drawing svg{display:block;width:100%;height:auto;overflow:visible}
.drawing .wide,.drawing .medium{display:none}
.drawing .narrow{max-width:30rem}
@container chart (min-width:34rem){.drawing .medium{display:block}.drawing .narrow{display:none}}
@container chart (min-width:48rem){.drawing .wide{display:block}.drawing .medium{display:none}}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));gap:1.2rem 1.4rem}
.panel{max-width:27rem;min-width:0}
.panels:has(>:nth-child(2):last-child){grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),27rem));column-gap:3rem}
.drawing .row-heading{font-weight:650;margin:1.4rem 0 .5rem;max-width:none}
.drawing .row-heading:first-child{margin-top:.4rem}
.panel-heading{font-size:.9rem;font-weight:600;color:var(--ink-2);line-height:1.3}
.table-box{container-type:inline-size;overflow-x:auto;border:1px solid var(--line);border-radius:12px;background:var(--surface);max-width:100%}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:.92rem;line-height:1.4;font-variant-numeric:lining-nums tabular-nums}
caption{text-align:left;padding:0;font-weight:650;font-size:1rem}
.caption{display:block;position:sticky;left:0;width:100cqw;padding:.9rem 1rem .5rem}
caption .note{display:block;font-weight:400;color:var(--ink-3);font-size:.88rem}
th,td{padding:.5rem .65rem;text-align:left;vertical-align:baseline;border-top:1px solid var(--line);white-space:nowrap}
thead th{font-weight:600;color:var(--ink-2);font-size:.85rem;vertical-align:bottom;line-height:1.3;border-top:0}
.long{white-space:normal;min-width:8.5rem}
tbody th{font-weight:500}
th:first-child{position:sticky;left:0;background:var(--surface);z-index:1;padding-left:1rem}
tbody th:first-child{white-space:normal;min-width:8rem;max-width:16rem;overflow-wrap:anywhere}
td .head-name:not(.short){white-space:normal;min-width:7rem}
.short,.spread{white-space:nowrap}
.numeric.long{min-width:5rem}
td:has(.spread,.short){white-space:normal}
td:last-child,th:last-child{padding-right:1rem}
tbody tr:hover>*{background:var(--sunken)}
.numeric{text-align:right}
.group th{font-weight:650;background:var(--sunken);position:static;max-width:none}
.group span{position:sticky;left:1rem}
.best{font-weight:650}
td:has(>.best){background:color-mix(in srgb,var(--good) 13%,var(--surface))}
.best .spread{font-weight:400;color:inherit}
.spread,.none{color:var(--ink-3)}
.stack{display:block;width:7rem;height:.7rem;border-radius:3px;align-self:center;background:linear-gradient(90deg,var(--bad) var(--bad-to),transparent 0),repeating-linear-gradient(135deg,var(--open) 0 2px,var(--surface) 2px 4px) 0 0/var(--open-to) 100% no-repeat,var(--grid)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,18rem),1fr));gap:.9rem}
.card{background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:1rem 1.1rem;min-width:0}
.gallery{display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));margin-top:.9rem}
.gallery img{display:block;width:100%;height:auto;border-radius:6px;image-rendering:pixelated}
.drawings{display:flex;flex-wrap:wrap;gap:1.5rem 2rem;margin-top:.9rem}
.drawings li{max-width:100%}
.drawings img{display:block;width:100%;height:auto;border-radius:6px}
.gallery span,.drawings span{display:block;margin-top:.35rem;font-size:.85rem;color:var(--ink-2);overflow-wrap:anywhere}
.beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:.9rem}
.beside p{margin-top:.6rem}
.card-top{display:flex;flex-wrap:wrap;gap:.4rem .8rem;align-items:center;font-size:.92rem}
.badge{font-size:.82rem;font-weight:650;border-radius:99px;padding:.1rem .6rem;border:1px solid currentColor;white-space:nowrap}
.badge.unargmaxable{color:var(--bad)}.badge.undecided{color:var(--open);border-style:dashed}.badge.argmaxable{color:var(--good)}
.badge.not-borne-out{color:var(--bad)}.badge.open{color:var(--open);border-style:dashed}.badge.borne-out{color:var(--good)}
.claims{display:grid;border:1px solid var(--line);border-radius:12px;background:var(--surface);overflow:hidden}
.claims li{display:grid;grid-template-columns:minmax(0,1fr);gap:.35rem 1.4rem;padding:.8rem 1rem;border-top:1px solid var(--line);font-size:.95rem;line-height:1.45}
.claims li:first-child{border-top:0}
.aside{color:var(--ink-2);font-size:.9rem;margin-top:.2rem}
.aside code{font:.85rem/1.5 var(--mono);overflow-wrap:anywhere}
.claim-notes{display:grid;gap:.6rem}
.claim-notes li{display:flex;flex-wrap:wrap;gap:.3rem .9rem;align-items:baseline;font-size:.95rem;line-height:1.45;border-left:3px solid var(--line);padding-left:.9rem}
.claim-notes li>div{flex:1 1 18rem;min-width:0}
@media (min-width:52rem){.claims li{grid-template-columns:9rem minmax(0,2fr) minmax(0,3fr)}}
.chips{display:flex;flex-wrap:wrap;gap:.3rem;margin-top:.75rem;font-size:.88rem}
.chips li{background:var(--sunken);border-radius:5px;padding:.05rem .5rem;overflow-wrap:anywhere;min-width:0}
.card-note{margin-top:.6rem;color:var(--ink-2);font-size:.88rem;line-height:1.45}
.missing{color:var(--ink-2);border:1px dashed var(--line);border-radius:8px;padding:.7rem 1rem;font-size:.95rem}
.wrap{white-space:normal;display:block;min-width:12rem;max-width:34rem}
.found{display:grid;gap:.15rem 1.5rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr))}
.found>li{min-width:0;overflow-wrap:anywhere;padding:.15rem 0}
.found>li:has(>details[open]){grid-column:1/-1;background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:.6rem 1rem 1rem}
.found summary{font-weight:500}
.found details[open]>summary{margin-bottom:0}
.set-name{color:var(--ink);white-space:pre-wrap}
.number,.weight{color:var(--ink-3);font-size:.88em;font-variant-numeric:tabular-nums}
details{min-width:0}
summary{cursor:pointer;font-weight:600;padding:.3rem 0;color:var(--accent)}
details[open]>summary{margin-bottom:.8rem}
pre{font:.88rem/1.55 var(--mono);background:var(--sunken);border-radius:8px;padding:.8rem 1rem;overflow-x:auto;max-width:100%;tab-size:2}
.config{max-height:36rem;overflow:auto}
.commands{display:grid;gap:1rem}
.commands li{min-width:0}
.commands p{margin-bottom:.35rem;color:var(--ink-2)}
.names,.glossary{display:grid;gap:.1rem 2.5rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr))}
.names div{display:flex;flex-wrap:wrap;gap:.1rem 1rem;justify-content:space-between;border-bottom:1px solid var(--line);padding:.4rem 0}
.names dt{color:var(--ink-2)}
dd{margin:0;overflow-wrap:anywhere;min-width:0}
.glossary{gap:1.2rem 2.5rem}
.glossary dt{font-weight:650}
.glossary dd{color:var(--ink-2);font-size:.96rem;max-width:60ch}
footer{color:var(--ink-3);font-size:.88rem;border-top:1px solid var(--line);padding-top:1rem}
@media (min-width:75rem){
.page{grid-template-columns:12rem minmax(0,1fr);column-gap:3.5rem}
.top,footer{grid-column:2}
nav{grid-column:1;grid-row:1/span 3;position:sticky;top:2.5rem;align-self:start;border:0;padding:.2rem 0 0}
nav p{display:block;color:var(--ink-3);font-size:.85rem;margin-bottom:.6rem}
nav ol{flex-direction:column;gap:.6rem}
main{grid-column:2}
}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{
@page{margin:16mm 14mm}
:root{color-scheme:light;background:#fff;font-size:10pt}
body{background:#fff}
.page{display:block;max-width:none;padding:0}
nav{display:none}
main,section{display:block}
section{margin-top:2.2em}
section>*+*{margin-top:1em}
h2,h3{break-after:avoid}
.chart,.card,tr,.figures,.findings li,.found>li{break-inside:avoid}
.table-box{overflow:visible;border:0}
table{font-size:8pt}
.caption{width:auto;padding:.4rem 0}
th,td{padding:.3rem .4rem;white-space:normal}
tbody th:first-child{min-width:0}
.config{max-height:none}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
.drawing .medium{display:block}.drawing .wide,.drawing .narrow{display:none}
details::details-content{content-visibility:visible;display:block;height:auto}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}`;
}
