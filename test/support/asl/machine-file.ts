// Reads a machine from statemachines/ and fills its placeholders, as the construct does at synth.

import { readFileSync } from 'node:fs';
import { plantedText } from '#test/mutants/active.ts';

const folder = new URL('../../../statemachines/', import.meta.url);

const placeholder = /\$\{([A-Za-z]+)FunctionArn\}/gu;

/** Text of `statemachines/<name>.asl.json`. */
export const machineText = (name: string): string =>
  plantedText(
    `statemachines/${name}.asl.json`,
    readFileSync(new URL(`${name}.asl.json`, folder), 'utf8'),
  );

/** Placeholders of a file, each once, in order of appearance. */
export const placeholdersOf = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(placeholder)].map((match) => match[0])),
];

const kebab = (pascal: string): string =>
  pascal.replace(/(?<!^)[A-Z]/gu, (letter) => `-${letter}`).toLowerCase();

/** The folder of the Lambda behind a placeholder: `${CancelPaymentFunctionArn}` is cancel-payment. */
export const folderOf = (text: string): string =>
  text.replace(placeholder, (_, pascal: string) => kebab(pascal));

/** The definition with each function named by its folder. A fresh copy for every call. */
export const machineByFolder = (name: string): unknown => JSON.parse(folderOf(machineText(name)));

/** The definition with a well-formed ARN for each function. A fresh copy for every call. */
export const machineByArn = (name: string): unknown =>
  JSON.parse(
    machineText(name).replace(
      placeholder,
      (_, pascal: string) =>
        `arn:aws:lambda:ap-northeast-2:000000000000:function:${kebab(pascal)}:live`,
    ),
  );
