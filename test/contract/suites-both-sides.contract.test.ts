// Each port of the store and of Redis has its suite, and each suite runs twice: over the twin here, over
// the real server in `integration`. Without the second run nobody knows that the twin tells the truth.

import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import { exportsOf, missingPairs, sourcesOf, suiteCalls } from '#test/support/suite-calls.ts';

const suiteFiles = sourcesOf('test/support/suites/*.suite.ts');
const suites = exportsOf(suiteFiles, /Suite$/u);
const contract = sourcesOf('test/contract/**/*.test.ts');
const integration = sourcesOf('test/integration/**/*.test.ts');
const sides = { contract: suiteCalls(contract), integration: suiteCalls(integration) };

/** What makes a port: `<technology><Port>`. Those two are a client and the texts of the scripts. */
const noPorts = new Set(['redisClient', 'redisScripts']);
const ports = exportsOf(
  sourcesOf('adapters/{dynamo,redis}/*.ts'),
  /^(?:dynamo|redis)[A-Z]/u,
).filter((name) => !noPorts.has(name));
const worlds = sourcesOf('test/support/{engine/store-world,redis/redis-world}.ts');
const users = Object.values({ ...suiteFiles, ...worlds });

const realWorlds = ['emulatedStoreWorld', 'realWorld'];
const twinWorlds = ['twinStoreWorld', 'twinWorld'];

/** Files that call a suite and name a world of the other side. */
const astray = (sources: Readonly<Record<string, string>>, foreign: readonly string[]) =>
  suiteCalls(sources)
    .map(({ file }) => file)
    .filter((file) => foreign.some((world) => sources[file]?.includes(world)));

describe('the suites of the ports', () => {
  it('run as often over the real servers as over the twins', () => {
    expect(suites.length).toBeGreaterThanOrEqual(9);
    expect(missingPairs(suites, sides)).toEqual([]);
    count('ports x suites', ports.length + sides.contract.length + sides.integration.length);
  });

  it('keep to the worlds of their side', () => {
    expect(astray(contract, realWorlds)).toEqual([]);
    expect(astray(integration, twinWorlds)).toEqual([]);
  });

  it.each(ports)('ask the port %s', (port) => {
    expect(users.filter((text) => new RegExp(`\\b${port}\\(`, 'u').test(text))).not.toEqual([]);
  });
});

describe('the check of both sides', () => {
  const here = { 'a.test.ts': textOf('store') };

  it('names a suite that only one side runs', () => {
    const calls = { contract: suiteCalls(here), integration: [] };

    expect(calls.contract).toEqual([{ suite: 'storeSuite', file: 'a.test.ts' }]);
    expect(missingPairs(['storeSuite'], calls)).toEqual(['storeSuite in integration: 0 of 1']);
  });

  it('names a suite that nobody runs, and one that runs more often here', () => {
    const twice = { contract: suiteCalls({ ...here, 'b.test.ts': textOf('store') }) };

    expect(missingPairs(['lostSuite'], sides)).toEqual([
      'lostSuite in contract: 0 of 1',
      'lostSuite in integration: 0 of 1',
    ]);
    expect(missingPairs(['storeSuite'], { ...twice, integration: suiteCalls(here) })).toEqual([
      'storeSuite in integration: 1 of 2',
    ]);
  });
});

function textOf(name: string): string {
  const path = `#test/support/suites/${name}.suite.ts`;
  return `import { ${name}Suite } from '${path}';\n\n${name}Suite('a twin', open);\n`;
}
