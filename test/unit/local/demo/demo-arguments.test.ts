import { describe, expect, it } from 'vitest';
import { readDemoArguments, WrongArguments } from '#local/demo/demo-arguments.ts';
import { scenarioNames } from '#local/demo/scenario-names.ts';

describe('readDemoArguments', () => {
  it('plays everything in English on standard when nothing is said', () => {
    expect(readDemoArguments([])).toEqual({
      profile: 'standard',
      scenarios: scenarioNames,
      language: 'en',
      isJson: false,
      isStopping: false,
      isHelp: false,
    });
  });

  it('reads every flag', () => {
    const args = ['--scenario', 'decline', '--profile', 'lean', '--lang', 'ko', '--json', '--stop'];

    expect(readDemoArguments(args)).toEqual({
      profile: 'lean',
      scenarios: ['decline'],
      language: 'ko',
      isJson: true,
      isStopping: true,
      isHelp: false,
    });
  });

  it('lists the scenarios when it does not know one', () => {
    expect(() => readDemoArguments(['--scenario', 'nope'])).toThrow(
      new WrongArguments(`there is no scenario "nope"; valid: ${scenarioNames.join(', ')}`),
    );
  });

  it.each([
    [['--profile', 'full'], 'valid: lean, standard'],
    [['--lang', 'de'], 'valid: en, ko'],
    [['--speed'], '--scenario NAME'],
    [['happy'], '--scenario NAME'],
    [['--scenario'], '--scenario NAME'],
  ])('refuses %j and says what is possible', (args, hint) => {
    expect(() => readDemoArguments(args)).toThrow(WrongArguments);
    expect(() => readDemoArguments(args)).toThrow(hint);
  });
});
