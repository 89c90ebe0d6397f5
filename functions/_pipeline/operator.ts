// Which person is behind an admin call. IAM has let the caller in; an approval by two persons is only
// worth something when a name stands for a person, so a session anybody could name is refused.
// Source: API specification, section 4.3, "Admin".

export interface Person {
  readonly arn: string;
  readonly person: string;
}

const userArn = /^arn:aws[a-z-]*:iam::\d{12}:user\/(?:[^\s]*\/)?([^/\s]+)$/u;
const sessionArn = /^arn:aws[a-z-]*:sts::\d{12}:assumed-role\/([^/\s]+)\/([^/\s]+)$/u;

/** Roles of IAM Identity Center: it sets the session name itself. */
const identityCenterRole = /^AWSReservedSSO_/u;

/**
 * Reads a caller's ARN.
 *
 * @param pinnedRoles - Names of roles whose trust policy pins `sts:RoleSessionName` to the user.
 * @returns undefined when nobody vouches for the name.
 */
export const personOf = (
  arn: string | undefined,
  pinnedRoles: readonly string[],
): Person | undefined => {
  if (arn === undefined) return undefined;
  const user = userArn.exec(arn)?.[1];
  if (user !== undefined) return { arn, person: user };
  const [, role, session] = sessionArn.exec(arn) ?? [];
  if (role === undefined || session === undefined) return undefined;
  const isPinned = identityCenterRole.test(role) || pinnedRoles.includes(role);
  return isPinned ? { arn, person: session } : undefined;
};
