// How every local client reaches the emulator: its address, the region, keys that open nothing.
// Given explicitly, so that a developer's own AWS profile can never be used by mistake.
export const region = 'ap-northeast-2';

export type EmulatedAws = {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

export const emulatedAws = (endpoint: string): EmulatedAws => ({
  endpoint,
  region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** The same for a child process; what the shell says about AWS is left behind. */
export function emulatedEnvironment(endpoint: string): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ''])),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}
