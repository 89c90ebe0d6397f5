// docs/api/index.html: the API on one static page of our own, readable offline from a file. Made
// from the OpenAPI document and the tables; no script, nothing loaded from elsewhere.
import { type ErrorCode, errorTable } from '#core/contracts/error-table.ts';
import { codesOf } from '#core/contracts/http/route-codes.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { routeTable } from '#core/contracts/http/route-table.ts';
import { codeMessages } from '#core/contracts/messages.ts';
import { type FieldRow, fieldRows } from './field-rows.ts';
import { jsonSchema, opened } from './json-schema.ts';
import { type DocumentedRoute, routeContracts } from './route-contracts.ts';
import { routeExamples } from './route-examples.ts';

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? '<p class="none">none</p>'
    : `<table><tr>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr>\n${rows
        .map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`)
        .join('\n')}</table>`;

const fields = (rows: readonly FieldRow[]): string =>
  tableOf(
    ['field', 'type', 'rule'],
    rows.map(({ name, isRequired, type, rule }) => [isRequired ? `${name} *` : name, type, rule]),
  );

const codeRows = (codes: readonly ErrorCode[]): string =>
  tableOf(
    ['code', 'HTTP', '한국어', 'English', 'retry'],
    codes.map((code) => [
      code,
      String(errorTable[code].status),
      codeMessages[code].ko,
      codeMessages[code].en,
      errorTable[code].retry,
    ]),
  );

const example = (label: string, value: unknown): string =>
  value === undefined
    ? ''
    : `<h4>${label}</h4>\n<pre>${escapeHtml(JSON.stringify(value, null, 2))}</pre>`;

const contractPart = (id: DocumentedRoute): string => {
  const { params, query, body, result } = routeContracts[id];
  const inputs = [
    ...fieldRows(jsonSchema(params, 'input')),
    ...fieldRows(jsonSchema(query, 'input')),
  ];
  return [
    `<h4>Path and query</h4>${fields(inputs)}`,
    body === undefined ? '' : `<h4>Body</h4>${fields(fieldRows(jsonSchema(body, 'input')))}`,
    example('Example body', routeExamples[id]?.body),
    `<details><summary>Result</summary>${fields(fieldRows(opened(jsonSchema(result, 'output'))))}`,
    `${example('Example result', routeExamples[id]?.result)}</details>`,
  ].join('\n');
};

const section = (route: RouteRow): string => `<section id="${route.id}">
<h3><b>${route.method}</b> ${escapeHtml(route.path)}</h3>
<p>${escapeHtml(
  [
    route.scope === 'none' ? 'open' : `scope ${route.scope}`,
    `key ${route.key}`,
    `limit ${route.limit}`,
    `success ${route.successStatus}`,
    ...(route.aliases.length === 0 ? [] : [`also ${route.aliases.join(', ')}`]),
  ].join(' · '),
)}</p>
${route.id === 'get-documents' ? '' : contractPart(route.id as DocumentedRoute)}
<details><summary>Codes</summary>${codeRows(codesOf(route))}</details>
</section>`;

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:0 auto;padding:1rem;color:#1b1b1f;background:#fff}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{border:1px solid #c9c9d1;padding:.2rem .5rem;text-align:left;vertical-align:top}
pre{background:#f3f3f6;padding:.75rem;overflow:auto;font-size:.85rem}section{border-top:2px solid #1b1b1f;margin-top:2rem}
nav a{display:block}summary{cursor:pointer;font-weight:600;margin:.5rem 0}.none{color:#5c5c66}
@media (prefers-color-scheme:dark){body{color:#ececf1;background:#17171a}pre{background:#232328}th,td{border-color:#45454f}section{border-color:#ececf1}a{color:#9db7ff}.none{color:#a5a5b0}}`;

const routes = routeTable as readonly RouteRow[];

export const apiPage = (): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>FluxPay API</title>
<style>${style}</style>
</head>
<body>
<h1>FluxPay API</h1>
<p>Generated from the schemas that validate requests. Every answer is
<code>{isSuccess, code, message, result}</code>; the code is the contract. Amounts are whole minor units:
a JSON number, or a text of digits above 2^53 − 1. <code>*</code> marks what must be sent; unknown
properties are refused. The machine-readable form is <a href="openapi.json">openapi.json</a>.</p>
<nav>
${routes.map((route) => `<a href="#${route.id}">${route.method} ${escapeHtml(route.path)}</a>`).join('\n')}
<a href="#codes">All codes</a>
</nav>
${routes.map(section).join('\n')}
<section id="codes">
<h3>All codes</h3>
${codeRows(Object.keys(errorTable) as ErrorCode[])}
</section>
</body>
</html>
`;
