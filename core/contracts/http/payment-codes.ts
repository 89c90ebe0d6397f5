// Codes of the routes that call the PG, beyond those of every route. Source: API specification, section 6.
export const confirmCodes = [
  'COMMON_001',
  'ORD_001',
  'PAY_002',
  'PAY_003',
  'PAY_004',
  'PAY_005',
  'PAY_007',
  'PAY_009',
  'PAY_010',
  'PAY_011',
  'PAY_012',
  'PAY_014',
  'SYS_003',
] as const;

export const authorizeCodes = [
  'AUTH_007',
  'ORD_001',
  'ORD_003',
  'PAY_002',
  'PAY_003',
  'PAY_004',
  'PAY_005',
  'PAY_007',
  'PAY_008',
  'PAY_009',
  'PAY_010',
  'PAY_011',
  'PAY_012',
  'PAY_013',
  'PAY_014',
  'SYS_003',
] as const;

export const captureCodes = [
  'AUTH_007',
  'PAY_002',
  'PAY_003',
  'PAY_004',
  'PAY_005',
  'PAY_006',
  'PAY_007',
  'PAY_008',
  'PAY_009',
  'PAY_010',
  'PAY_011',
  'PAY_012',
  'PAY_014',
  'SYS_003',
] as const;

/** Of every refund, in either spelling and by an operator. */
export const anyRefundCodes = [
  'COMMON_001',
  'PAY_004',
  'PAY_005',
  'PAY_010',
  'PAY_012',
  'PAY_014',
  'REF_002',
  'REF_005',
  'REF_006',
  'REF_007',
  'REF_008',
  'REF_009',
  'SYS_003',
] as const;

/** Of a refund that may name itself, and what it expects. */
export const refundCodes = [...anyRefundCodes, 'REF_003', 'REF_004'] as const;
