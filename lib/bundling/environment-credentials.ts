// Takes the place of `@aws-sdk/credential-provider-node` in every bundle: credentials of a Lambda
// are in its environment and nowhere else, and the default chain costs 17 ms of CPU at each start.
type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

const read = (): Promise<Credentials> => {
  const accessKeyId = process.env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = process.env['AWS_SECRET_ACCESS_KEY'];
  if (!accessKeyId || !secretAccessKey) {
    return Promise.reject(new Error('No AWS credentials in the environment.'));
  }
  const sessionToken = process.env['AWS_SESSION_TOKEN'];
  return Promise.resolve(
    sessionToken
      ? { accessKeyId, secretAccessKey, sessionToken }
      : { accessKeyId, secretAccessKey },
  );
};

/** Lambda replaces the whole process, never the variables of a living one: nothing to refresh. */
export const defaultProvider = (): (() => Promise<Credentials>) => read;
export const credentialsWillNeedRefresh = (): boolean => false;
export const credentialsTreatedAsExpired = (): boolean => false;
