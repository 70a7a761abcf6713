import { escapeHtml } from './svg-plot.ts';

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.2rem}table{border-collapse:collapse;width:100%}
th,td{text-align:right;padding:.25rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}th:first-child,td:first-child{text-align:left}
.wide{overflow-x:auto;width:calc(100vw - 4rem);margin-left:calc(50% - 50vw + 2rem)}.wide td:first-child{min-width:11rem}.wide table{font-size:13px}
.wide td:not(:first-child),.wide th:not(:first-child){white-space:pre}
.note{color:#555}svg{width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:#333}svg .grid{stroke:#e4e4e4}
.pairs{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:1rem}.pairs img{width:48%}figure{margin:0;overflow-wrap:anywhere}`;

/** Returns a page that loads nothing from anywhere. @param body HTML */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
${body}
</body></html>
`;
}

/** Returns a table; cells are text. */
export function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${cells('th', head)}</thead><tbody>${rows.map((row) => cells('td', row)).join('\n')}</tbody></table>`;
}
