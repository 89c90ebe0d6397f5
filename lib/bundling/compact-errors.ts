// The SDK writes one class of fifteen lines for every error of a service; all are alike but for a name,
// a side and the fields they carry. A factory says the same in a tenth of the bytes.

const errorClass =
  /export class (?<name>\w+) extends __BaseException \{\s*static shapeId = "(?<shape>[^"]+)";\s*name = "\k<name>";\s*\$fault = "(?<side>\w+)";(?<fields>(?:\s*\$?\w+(?: = \{\s*\})?;)*)\s*constructor\(opts\) \{\s*super\(\{\s*name: "\k<name>",\s*\$fault: "\k<side>",\s*\.\.\.opts,?\s*\}\);\s*Object\.setPrototypeOf\(this, \k<name>\.prototype\);(?<sets>(?:\s*this\.\w+ = opts\.\w+;)*)\s*\}\s*\}/gu;

const factory = `
const __error = (name, shapeId, side, fields) => {
  const Made = class extends __BaseException {
    static shapeId = shapeId;
    name = name;
    $fault = side;
    constructor(opts) {
      super({ name, $fault: side, ...opts });
      Object.setPrototypeOf(this, Made.prototype);
      for (const field of fields) this[field] = opts[field];
    }
  };
  return Made;
};
`;

const onlySet = /^(?:\s*\w+;)*$/u;

/** @param source - `models/errors.js` of a client. @returns The same exports; what is no plain class stays. */
export const compactErrors = (source: string): string => {
  const compact = source.replaceAll(errorClass, (whole, ...rest) => {
    const { name, shape, side, fields, sets } = rest.at(-1) as Record<string, string>;
    if (!onlySet.test(fields ?? '')) return whole;
    const names = [...(sets ?? '').matchAll(/this\.(\w+) = opts/gu)].map(([, field]) => field);
    const words = [name, shape, side, names].map((word) => JSON.stringify(word)).join(', ');
    return `export const ${name} = /* @__PURE__ */ __error(${words});`;
  });
  return compact === source ? source : compact.replace(/^(import[^\n]*\n)/u, `$1${factory}`);
};
