import { describe, expect, it } from 'vitest';
import { outputOf, tablesOf } from '#local/cloud/stacks.ts';

describe('stack outputs', () => {
  const stacks = {
    isBootstrapped: true,
    areComplete: true,
    outputs: { EngineTableName: 'e', ReadModelTableName: 'r', ApiId: 'a' },
  };

  it('gives every table its short name', () => {
    expect(tablesOf(stacks)).toEqual({ engine: 'e', readModel: 'r' });
  });

  it('names a missing output', () => {
    expect(outputOf(stacks, 'ApiId')).toBe('a');
    expect(() => outputOf(stacks, 'EventBusName')).toThrow('no output EventBusName');
  });
});
