// The protocol model under one vitest run: properties with a few faults, textbook counts, planted bugs,
// and the engine's tables and judges behind its names.
import { describe, expect, it } from 'vitest';
import { serviceMoves } from '#core/fulfilment/service-request.ts';
import { attemptMoves } from '#core/payments/attempt.ts';
import { paymentMoves } from '#core/payments/payment.ts';
import { sagaMoves } from '#core/sagas/saga.ts';
import { explore } from './checker.ts';
import { coreChecksWaiting } from './core-checks-waiting.ts';
import { found, isAbsent, replayed, repliedAndRead } from './evidence.ts';
import { coverageOf, legalMoves, movesOf, waiting } from './legal-moves.ts';
import { protocolModel, worlds } from './protocol.ts';
import {
  bugChecks,
  type Check,
  engineDifferences,
  layerChecks,
  protocolChecks,
  selftestChecks,
} from './run.ts';
import { tables } from './state.ts';

const quiet = { progress: () => undefined };
const failures = (checks: readonly Check[]) =>
  checks.filter(({ isPassed }) => !isPassed).map(({ name, detail, path }) => [name, detail, path]);

describe('the checker', () => {
  it('counts what textbooks count, and finds their deadlock', () => {
    const checks = selftestChecks();

    expect(failures(checks)).toEqual([]);
    expect(checks).toHaveLength(8);
  });

  it('ends with an error, not in silence, where there are more states than its bound', () => {
    const world = worlds[0];

    expect(world).toBeDefined();
    if (world === undefined) return;
    expect(() => explore(protocolModel(world), { faults: 3, statesMax: 100 })).toThrow(
      '100 states',
    );
  });

  it('tells the same of the same model every time', () => {
    const paths = [1, 2].map(() => engineDifferences().map(({ violation }) => violation?.path));

    expect(paths[0]).toEqual(paths[1]);
    expect(paths).not.toContainEqual([]);
  });
});

describe('the protocol', () => {
  it('keeps every property under two faults in every order, and is seen in every corner', () => {
    const checks = protocolChecks(2, quiet);

    expect(failures(checks)).toEqual([]);
    expect(checks.filter(({ name }) => name.startsWith('sometimes'))).toHaveLength(23);
  });

  it('needs watchdog messages or the sweep: either will do, and neither will not', () => {
    const checks = layerChecks(quiet);

    expect(failures(checks)).toEqual([]);
    expect(checks).toHaveLength(11);
  });

  it('shows every planted bug by its property in at most thirty steps', () => {
    const checks = bugChecks(quiet);

    expect(failures(checks)).toEqual([]);
    expect(checks.length).toBeGreaterThanOrEqual(30);
  });

  it('as the engine stands, breaks beside a wait that begins, and without the repairer’s message', () => {
    const [refund, cancels] = engineDifferences();

    expect(refund?.violation === undefined).toBe(coreChecksWaiting());
    expect(cancels?.violation).toMatchObject({ property: 'P7' });
  });
});

describe('the names of the model', () => {
  it('are the engine’s own tables, by reference', () => {
    expect([tables.payment, tables.attempt]).toEqual([paymentMoves, attemptMoves]);
    expect(tables.saga).toBe(sagaMoves);
    expect(tables.service).toBe(serviceMoves);
    expect(legalMoves().length).toBeGreaterThanOrEqual(49);
  });

  it('are legal moves, and every legal move is made or waits for a named feature', () => {
    const taken = movesOf(() => {
      for (const world of worlds) explore(protocolModel(world), { faults: 2, statesMax: 100_000 });
    });
    const coverage = coverageOf(taken);

    expect(coverage).toEqual({ taken: 38, waiting: 32, illegal: [], unseen: [], stale: [] });
    expect(waiting.map(({ feature }) => feature)).toContain('webhooks and their worker (P8, M78)');
  });

  it('would show a move that is illegal, one that is unseen, and one that no longer waits', () => {
    const taken = new Set(['payment FAILED>APPROVED', 'payment APPROVED>REFUNDED']);

    const { illegal, unseen, stale } = coverageOf(taken);

    expect(illegal).toEqual(['payment FAILED>APPROVED']);
    expect(stale).toEqual(['payment APPROVED>REFUNDED']);
    expect(unseen).toHaveLength(legalMoves().length - waiting.flatMap(({ moves }) => moves).length);
  });
});

describe('the evidence of the model', () => {
  it.each([
    ['DONE', 'APPROVED'],
    ['HARD', 'DECLINED'],
    ['EXPIRED', 'SESSION_GONE'],
    ['UNSEEN', 'REPLAY'],
    ['RUNNING', 'REPLAY'],
  ] as const)('is judged by the engine: a reading of %s is %s', (pg, kind) => {
    expect(found('CONFIRM', pg)).toBe(kind);
  });

  it('never counts a running request, and spends a key with the third equal refusal', () => {
    expect(replayed('CONFIRM', 'RUNNING', 2, false)).toEqual({ verdict: 'UNKNOWN', refusals: 0 });
    expect(replayed('CONFIRM', 'LISTED', 1, false)).toEqual({ verdict: 'UNKNOWN', refusals: 2 });
    expect(replayed('CONFIRM', 'LISTED', 2, false)).toEqual({ verdict: 'DECLINED', refusals: 3 });
  });

  it('leaves a timeout unknown, and three not-founds absent', () => {
    expect(repliedAndRead('CONFIRM', 'TIMEOUT', 'UNSEEN')).toBe('UNKNOWN');
    expect([1, 2, 3].map(isAbsent)).toEqual([false, false, true]);
  });
});
