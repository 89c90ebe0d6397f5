// The form of free text in the document: what it shuts out has rows of its own, which say more than "wrong form".
export const plainForm = '^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f]*$';

/** A text by what is left to say of it where its characters are said. */
export const withoutPlainForm = <T extends { readonly pattern?: unknown }>(text: T): T => {
  if (text.pattern !== plainForm) return text;
  const { pattern: _said, ...rest } = text;
  return rest as T;
};
