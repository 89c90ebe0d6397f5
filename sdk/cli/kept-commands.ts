// Commands about what operators keep: merchants, keys, policies, breakers, and the record of it all.
import * as columns from './columns.ts';
import { act, type Command, env, type Option, option, page, read, reason, required } from './command.ts';
import { both } from './language.ts';

const merchant = { path: '/merchants/{merchantId}', columns: columns.merchants };
const breaker = { path: '/circuit-breakers/{name}', columns: columns.breakers };

const services: Option = { ...option('services', 'service ids, comma between', '서비스 id, 쉼표로 구분'), kind: 'list' };

const providers: Option = {
  ...option('providers', 'JSON: {"test":{"toss":{"clientKey":"…"}}}', 'JSON: {"test":{"toss":{"clientKey":"…"}}}'),
  kind: 'json',
};

const merchantCommands: readonly Command[] = [
  {
    ...read,
    name: 'merchants list',
    help: both('every merchant', '모든 가맹점'),
    path: '/merchants',
    columns: columns.merchants,
    options: page,
  },
  { ...read, name: 'merchants show', help: both('one merchant', '가맹점 하나'), path: merchant.path, options: env },
  {
    ...act,
    name: 'merchants create',
    help: both('a new merchant', '새 가맹점'),
    path: '/merchants',
    options: {
      ...env,
      ...reason,
      id: required('merchantId', '1 to 32 characters', '1–32자'),
      name: required('name', 'what people call it', '사람이 부르는 이름'),
      services,
      providers,
    },
  },
  {
    ...act,
    method: 'PATCH',
    name: 'merchants change',
    help: both('name, services, PG keys, ACTIVE or SUSPENDED', '이름, 서비스, PG 키, ACTIVE 또는 SUSPENDED'),
    path: merchant.path,
    touches: merchant,
    options: {
      ...env,
      ...reason,
      name: option('name', 'what people call it', '사람이 부르는 이름'),
      status: option('status', 'ACTIVE or SUSPENDED', 'ACTIVE 또는 SUSPENDED'),
      services,
      providers,
    },
  },
];

const keyCommands: readonly Command[] = [
  {
    ...read,
    name: 'keys list',
    help: both('API keys of a merchant', '가맹점의 API 키'),
    path: `${merchant.path}/api-keys`,
    columns: columns.keys,
    options: env,
  },
  {
    ...act,
    name: 'keys create',
    help: both('a new key; its secret is shown once', '새 키. 비밀값은 한 번만 보입니다'),
    path: `${merchant.path}/api-keys`,
    touches: merchant,
    options: {
      ...reason,
      environment: required('environment', 'live or test', 'live 또는 test'),
      scopes: { ...required('scopes', 'scopes, comma between', '권한 범위, 쉼표로 구분'), kind: 'list' },
      label: option('label', 'what it is for', '용도'),
    },
  },
  {
    ...act,
    name: 'keys retire',
    help: both('let a key work for its last days', '키를 며칠 뒤에 끝냅니다'),
    path: `${merchant.path}/api-keys/{keyId}/retire`,
    touches: merchant,
    options: { ...reason, expires: option('expiresAt', 'until when; default in seven days', '종료 시각, 기본값은 7일 뒤') },
  },
  {
    ...act,
    name: 'keys revoke',
    help: both('end a key within 60 s', '키를 60초 안에 끝냅니다'),
    path: `${merchant.path}/api-keys/{keyId}/revoke`,
    touches: merchant,
    options: reason,
  },
];

const policyCommands: readonly Command[] = [
  {
    ...read,
    name: 'policies list',
    help: both('the billing policies this stage runs with', '이 스테이지의 과금 정책'),
    path: '/policies',
    columns: columns.policies,
    options: env,
  },
  {
    ...read,
    name: 'policies show',
    help: both('one policy and its hash', '정책 하나와 해시'),
    path: '/policies/{serviceId}',
    options: { ...env, version: option('version', 'refuse unless it is this one', '이 버전이 아니면 거절') },
  },
];

/** Without an end only `breaker reset` ends an override. */
const until: Option = {
  ...option('forSeconds', '90s, 30m, 2h (1m to 24h); default: until reset', '90s, 30m, 2h (1m–24h). 기본값은 reset까지'),
  kind: 'span',
};

const override = (name: string, action: string, en: string, ko: string): Command => ({
  ...act,
  name: `breaker ${name}`,
  help: both(en, ko),
  path: breaker.path,
  touches: breaker,
  untold: columns.untold,
  fixed: { action },
  options: { ...env, ...reason, ...(action === 'RESET' ? {} : { for: until }) },
});

const breakerCommands: readonly Command[] = [
  {
    ...read,
    name: 'breaker list',
    help: both('whether calls to each PG pass', 'PG별 호출 차단 상태'),
    path: '/circuit-breakers',
    columns: columns.breakers,
    options: env,
  },
  { ...read, name: 'breaker get', help: both('one breaker with its counts', '차단기 하나와 집계'), path: breaker.path, untold: columns.untold, options: env },
  override('force-open', 'FORCE_OPEN', 'let no call pass', '모든 호출을 막습니다'),
  override('force-half-open', 'FORCE_HALF_OPEN', 'let five trials pass', '시험 호출 다섯 건만 통과시킵니다'),
  override('disable', 'DISABLE', 'let every call pass', '모든 호출을 통과시킵니다'),
  override('reset', 'RESET', 'close it, and forget its counts', '닫고 집계를 비웁니다'),
];

const auditCommands: readonly Command[] = [
  {
    ...read,
    name: 'audit list',
    help: both('who did what to which object, about a minute behind', '누가 무엇을 했는지, 약 1분 뒤에 보입니다'),
    path: '/audit',
    columns: columns.audit,
    options: {
      ...page,
      merchant: required('merchantId', 'of one merchant', '한 가맹점의 것'),
      actor: option('actor', 'by whom: a key, a person’s ARN', '행위자: 키 또는 사람의 ARN'),
      object: option('object', 'on what: ord_…, pay_…', '대상: ord_…, pay_…'),
      action: option('action', 'what: order.create', '행위: order.create'),
    },
  },
  {
    ...read,
    name: 'audit proof',
    help: both('the proof that a record is the one written then', '기록이 그때의 것임을 보이는 증명'),
    path: '/audit/{auditId}/proof',
    options: env,
  },
];

export const keptCommands: readonly Command[] = [
  ...merchantCommands,
  ...keyCommands,
  ...policyCommands,
  ...breakerCommands,
  ...auditCommands,
];
