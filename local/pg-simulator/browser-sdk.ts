// The script of `GET /sdk/v2/standard`: the subset of the browser SDK of Toss that a shop needs to open the
// window. It speaks to the host it was loaded from, so a shop changes one address and nothing else.

/** Written as text: it runs in a browser, not here. */
export const browserSdk = `(() => {
  'use strict';
  const origin = new URL(document.currentScript.src).origin;
  const refusal = (answer) => Object.assign(new Error(answer.message), { code: answer.code });
  const open = async (path, wanted) => {
    // Text, so that the browser asks for no leave first.
    const reply = await fetch(origin + path, { method: 'POST', body: JSON.stringify(wanted) });
    const answer = await reply.json();
    if (!reply.ok) throw refusal(answer);
    window.location.assign(origin + answer.path + '?lang=' + language());
    // The page is about to go: as with Toss, a promise of a redirect never ends well or badly.
    return new Promise(() => {});
  };
  const language = () => (/^ko/i.test(document.documentElement.lang || navigator.language) ? 'ko' : 'en');
  const TossPayments = (clientKey) => {
    if (typeof clientKey !== 'string' || clientKey === '') {
      throw refusal({ code: 'INVALID_CLIENT_KEY', message: 'a client key is required' });
    }
    return {
      payment: ({ customerKey } = {}) => ({
        requestPayment: (wanted) => open('/sdk/v2/payments', { ...wanted, clientKey, customerKey }),
        requestBillingAuth: (wanted) =>
          open('/sdk/v2/billing-auths', { ...wanted, clientKey, customerKey }),
      }),
    };
  };
  TossPayments.ANONYMOUS = 'ANONYMOUS';
  window.TossPayments = TossPayments;
})();
`;
