// Rows of queries that no schema makes: whose things are looked for, and between which times.
// Source: API specification, 2.3 and 6.12.
import type { DocumentedRoute } from '#local/generate/route-contracts.ts';
import type { FieldRow } from './field-row.ts';
import { type FullRequest, fullRequests, type Query } from './full-requests.ts';
import { ownRowsOf } from './own-row.ts';

const doubts = { status: ['IN_DOUBT'] };

const searches = [
  ...ownRowsOf('search-payments', [
    {
      field: 'query.merchantId',
      kind: 'nobody named',
      query: { userId: 'user-1' },
      faults: ['merchantId required'],
    },
    {
      field: 'query.status',
      kind: 'more than doubts',
      query: { status: ['IN_DOUBT', 'READY'] },
      faults: ['merchantId required'],
    },
    { field: 'query.status', kind: 'doubts of everybody', query: doubts },
    { field: 'query.paymentKey', kind: 'alone', query: { paymentKey: 'tliar-1' } },
  ]),
  ...ownRowsOf('list-sagas', [
    {
      field: 'query.merchantId',
      kind: 'nobody named',
      query: {},
      faults: ['merchantId required'],
    },
    {
      field: 'query.status',
      kind: 'work that has ended',
      query: { status: ['RUNNING', 'COMPLETED'] },
      faults: ['merchantId required'],
    },
    {
      field: 'query.status',
      kind: 'open work of everybody',
      query: { status: ['RUNNING', 'COMPENSATING', 'NEEDS_ATTENTION'] },
    },
  ]),
];

/** No time lies between these two. */
const backwards = { from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' };

/** All of them do between these: a list by day may not ask for each. */
const ever = { from: '0000-01-01T00:00:00Z', to: '9999-12-31T23:59:59.999Z' };

/** As little as finds a merchant's own by their days. */
const byDay: Readonly<Partial<Record<DocumentedRoute, Query>>> = {
  'list-attention': { merchantId: 'M123', status: 'RESOLVED' },
  'list-sagas': { merchantId: 'M123' },
  'search-payments': { merchantId: 'M123' },
  'get-trial-balance': { merchantId: 'M123' },
  'list-audit': { merchantId: 'M123' },
};

const lists = (
  [
    'list-orders',
    'list-payments',
    'list-refunds',
    'list-attention',
    'list-sagas',
    'search-payments',
    'list-merchants',
    'get-trial-balance',
    'list-audit',
  ] as const
).flatMap((route) => {
  const [request] = fullRequests(route) as [FullRequest];
  return ownRowsOf(route, [
    { field: 'query.from', kind: 'after its end', query: { ...request.query, ...backwards } },
    { field: 'query.from', kind: 'of all days', query: { ...byDay[route], ...ever } },
  ]);
});

export const ownQueryRows: readonly FieldRow[] = [...searches, ...lists];
