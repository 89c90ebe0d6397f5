// Exponents of ISO 4217: how many digits of a currency are its minor unit.
// Source: ISO 4217 list one; codes without a minor unit (metals, funds, tests) are not here.

const zero = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF';
const three = 'BHD IQD JOD KWD LYD OMN TND';
const four = 'CLF UYW';
const two =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF ' +
  'CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD ' +
  'GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL ' +
  'MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR ' +
  'PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP ' +
  'TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG';

const table = (codes: string, exponent: number): [string, number][] =>
  codes.split(' ').map((code) => [code, exponent]);

export const currencyExponents: ReadonlyMap<string, number> = new Map([
  ...table(zero, 0),
  ...table(two, 2),
  ...table(three, 3),
  ...table(four, 4),
]);

export const isCurrency = (code: string): boolean => currencyExponents.has(code);
