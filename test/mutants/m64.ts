// M64: payment-saga, Retry on States.ALL.
import type { Mutant } from './mutant.ts';

export const m64: Mutant = {
  id: 'M64',
  where: 'payment-saga',
  bug: 'Retry on States.ALL',
  file: 'statemachines/payment-saga.asl.json',
  anchor: `"MaxAttempts": 12,
          "MaxDelaySeconds": 8,
          "JitterStrategy": "FULL"
        }
      ],
      "Catch": [{ "ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "SettleService" }],`,
  replace:
    '"MaxAttempts": 12, "MaxDelaySeconds": 8, "JitterStrategy": "FULL" }, { "ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "BackoffRate": 2, "MaxAttempts": 12, "MaxDelaySeconds": 8, "JitterStrategy": "FULL" } ], "Catch": [{ "ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "SettleService" }],',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/statemachine/invariants.test.ts' },
};
