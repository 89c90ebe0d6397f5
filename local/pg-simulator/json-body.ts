// The body of a request as an object: what is no JSON, or none of an object, is no body.
export type JsonBody = Readonly<Record<string, unknown>> | undefined;

export const jsonBody = (text: string | undefined): JsonBody => {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
};
