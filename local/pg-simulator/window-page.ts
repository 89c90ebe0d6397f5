// The payment window as HTML: plain forms, no script, nothing from another host. Everything that came from
// outside is escaped, since order names are whatever a shop calls them.
import { toMajor } from './amounts.ts';
import { type Language, messageOf } from './error-catalogue.ts';
import { declineAmounts } from './fault-catalogue.ts';
import type { PaymentRecord } from './payment-record.ts';
import { inEnglish, koreanMethod, type Payload } from './payment-shape.ts';
import { type WindowAction, windowActions, windowWords } from './window-words.ts';

const escaped = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? '&#39;',
  );

const style = `
:root{color-scheme:light dark;--ink:#191f28;--soft:#4e5968;--paper:#fff;--ground:#f2f4f6;--line:#d1d6db;--blue:#1b64da;--red:#c9252d}
@media (prefers-color-scheme:dark){:root{--ink:#f2f4f6;--soft:#b0b8c1;--paper:#1c1f24;--ground:#101216;--line:#3a414b;--blue:#6aa5ff;--red:#ff8a8f}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Apple SD Gothic Neo","Noto Sans KR",sans-serif}
main{width:min(440px,100%);background:var(--paper);border:1px solid var(--line);border-radius:20px;padding:28px}
header{display:flex;justify-content:space-between;align-items:baseline;gap:12px}
h1{font-size:22px;margin:0}
h2{font-size:16px;margin:28px 0 12px}
a{color:var(--blue)}
.note{color:var(--soft);font-size:14px;margin:4px 0 20px}
dl{display:grid;grid-template-columns:auto 1fr;gap:6px 16px;margin:0;padding:16px;background:var(--ground);border-radius:12px}
dt{color:var(--soft)}
dd{margin:0;text-align:right;overflow-wrap:anywhere}
dd.sum{font-size:20px;font-weight:700}
form{margin:0 0 10px}
button{width:100%;min-height:52px;padding:10px 16px;text-align:left;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:12px;cursor:pointer}
button b{display:block}
button small{color:var(--soft);font-size:13px}
button:hover{border-color:var(--blue)}
button:focus-visible,a:focus-visible,select:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
.main button{background:#1b64da;border-color:#1b64da;color:#fff;text-align:center}
.main button small{color:#e8f1ff}
.danger b{color:var(--red)}
label{display:block;font-size:14px;color:var(--soft);margin:0 0 4px}
select{width:100%;min-height:44px;margin:0 0 6px;padding:8px;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:12px}
`;

interface Page {
  readonly language: Language;
  readonly title: string;
  /** Path of this page, for the switch of languages. */
  readonly path: string;
  readonly inner: string;
}

const pageOf = ({ language, title, path, inner }: Page): string => {
  const words = windowWords[language];
  const other = language === 'ko' ? 'en' : 'ko';
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<header><h1>${escaped(title)}</h1><a href="${escaped(path)}?lang=${other}" lang="${other}" hreflang="${other}">${words.otherLanguage}</a></header>
<p class="note">${words.note}</p>
${inner}
</main>
</body>
</html>
`;
};

const facts = (rows: readonly (readonly [name: string, value: string, isSum?: boolean])[]) =>
  `<dl>${rows
    .map(
      ([name, value, isSum]) =>
        `<dt>${name}</dt><dd${isSum ? ' class="sum"' : ''}>${escaped(value)}</dd>`,
    )
    .join('')}</dl>`;

interface Choice {
  readonly path: string;
  readonly language: Language;
  readonly action: WindowAction;
  readonly words: readonly [button: string, hint: string];
  readonly before?: string;
}

const styleOf: Readonly<Partial<Record<WindowAction, string>>> = {
  approve: 'main',
  decline: 'danger',
  fail: 'danger',
};

const form = ({ path, language, action, words: [button, hint], before = '' }: Choice): string =>
  `<form method="post" action="${escaped(path)}?lang=${language}" class="${styleOf[action] ?? 'plain'}">${before}<button type="submit" name="action" value="${action}"><b>${button}</b><small>${hint}</small></button></form>`;

const declineChoice = (language: Language): string => {
  const codes = Object.values(declineAmounts);
  const options = codes.map(
    (code) => `<option value="${code}">${escaped(messageOf(code, language))}</option>`,
  );
  const { declineCode } = windowWords[language];
  return `<label for="code">${declineCode}</label><select id="code" name="code">${options.join('')}</select>`;
};

const money = (payment: PaymentRecord, language: Language): string =>
  new Intl.NumberFormat(language === 'ko' ? 'ko-KR' : 'en-US', {
    style: 'currency',
    currency: payment.currency,
  }).format(toMajor(payment.amount, payment.currency));

const methodOf = (payment: PaymentRecord, language: Language): string => {
  const shown: Payload = { method: koreanMethod[payment.method] };
  return String((language === 'en' ? inEnglish(shown) : shown)['method']);
};

/** The window of a payment that waits for its buyer. */
export const paymentPage = (path: string, payment: PaymentRecord, language: Language): string => {
  const words = windowWords[language];
  const forms = windowActions.map((action) =>
    form({
      path,
      language,
      action,
      words: words.says[action],
      ...(action === 'decline' && { before: declineChoice(language) }),
    }),
  );
  const shown = facts([
    [words.order, payment.orderName],
    [words.method, methodOf(payment, language)],
    [words.amount, money(payment, language), true],
  ]);
  const inner = `${shown}<h2>${words.actions}</h2>${forms.join('')}`;
  return pageOf({ language, title: words.title, path, inner });
};

/** A payment that has no window any more, or one that knows no way back. */
export const overPage = (path: string, payment: PaymentRecord, language: Language): string => {
  const words = windowWords[language];
  const isWaiting = payment.status === 'IN_PROGRESS';
  const shown = facts([
    [words.order, payment.orderName],
    [words.amount, money(payment, language), true],
    [words.status, payment.status],
  ]);
  const says = isWaiting ? words.noReturn : words.over;
  const inner = `${shown}<h2 role="status">${says}</h2>`;
  return pageOf({ language, title: words.title, path, inner });
};

/** The window in which a buyer registers a card for later charges. */
export const cardPage = (path: string, customerKey: string, language: Language): string => {
  const words = windowWords[language];
  const shown = facts([[words.customer, customerKey]]);
  const forms = [
    form({ path, language, action: 'approve', words: words.register }),
    form({ path, language, action: 'fail', words: words.says.fail }),
    form({ path, language, action: 'close', words: words.says.close }),
  ];
  const inner = `${shown}<h2>${words.actions}</h2>${forms.join('')}`;
  return pageOf({ language, title: words.cardTitle, path, inner });
};
