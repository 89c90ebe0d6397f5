// `npm run proof`: what budgets of a check leave out, exhaustively: every single fault, every pair of S01 to
// S03, every layer off, random worlds, every seeded bug, the protocol model, and the differentials.
import { runCommand, scriptTier, simulation } from './support/commands.ts';
import type { Stage } from './support/stages.ts';

const differential = (name: string): Stage =>
  scriptTier(`diff-${name}`, `out/differentials-${name}.json`, 'test/differentials/main.ts', name);

await runCommand({
  command: 'proof',
  gateSeconds: 720,
  stages: [
    simulation('singles', '--singles', '--redis', '--determinism', '20'),
    simulation('pairs', '--pairs', 'S01,S02,S03'),
    simulation('layers', '--layers'),
    simulation('random', '--random', '12500'),
    simulation('sites', '--sites'),
    scriptTier('mutants', 'out/mutants.json', 'test/mutants/main.ts'),
    scriptTier('model', 'out/model.json', 'test/simulation/model/main.ts', '--f', '6'),
    differential('dynamodb'),
    differential('redis'),
    differential('asl'),
    differential('pg'),
  ],
});
