// The admin REST API as an operator uses it: assume the role, sign with SigV4, read the envelope.
import { Sha256 } from '@aws-crypto/sha256-js';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod/mini';
import { emulatedAws, region } from './emulated-aws.ts';

const envelope = z.object({
  isSuccess: z.boolean(),
  code: z.string(),
  message: z.string(),
  result: z.nullable(z.record(z.string(), z.unknown())),
});

export type AdminAnswer = z.infer<typeof envelope> & { readonly status: number };

export type AdminRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** From `/admin/v1` on. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
};

export type AdminClient = (request: AdminRequest) => Promise<AdminAnswer>;

export type AdminAccess = {
  readonly adminUrl: string;
  readonly awsEndpointUrl: string;
  readonly roleArn: string;
  /** Who acts: the audit record names the session. */
  readonly sessionName: string;
};

/** Credentials live for an hour; make a new client for longer work. */
export async function adminClient(access: AdminAccess): Promise<AdminClient> {
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    credentials: await assumeRole(access),
    sha256: Sha256,
  });
  const base = new URL(access.adminUrl);
  return async ({ method, path, query = {}, body, idempotencyKey }) => {
    const signed = await signer.sign({
      method,
      protocol: base.protocol,
      hostname: base.hostname,
      port: Number(base.port),
      path,
      query: { ...query },
      headers: {
        host: base.host,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { host: _, ...headers } = signed.headers;
    const search = new URLSearchParams(query).toString();
    const url = `${base.origin}${path}${search === '' ? '' : `?${search}`}`;
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(35_000),
    });
    return readAnswer(response.status, await response.text());
  };
}

/** Keys of the session; the audit record names it. */
export async function assumeRole(access: AdminAccess) {
  const client = new STSClient(emulatedAws(access.awsEndpointUrl));
  const { Credentials: found } = await client.send(
    new AssumeRoleCommand({ RoleArn: access.roleArn, RoleSessionName: access.sessionName }),
  );
  client.destroy();
  if (found?.AccessKeyId === undefined || found.SecretAccessKey === undefined) {
    throw new Error(`no credentials for ${access.roleArn}`);
  }
  return {
    accessKeyId: found.AccessKeyId,
    secretAccessKey: found.SecretAccessKey,
    ...(found.SessionToken === undefined ? {} : { sessionToken: found.SessionToken }),
  };
}

/** An answer that is no envelope (the gateway's own) keeps its text as the message. */
export function readAnswer(status: number, text: string): AdminAnswer {
  const read = envelope.safeParse(parsed(text));
  if (read.success) return { ...read.data, status };
  return { status, isSuccess: false, code: `HTTP_${status}`, message: text, result: null };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
