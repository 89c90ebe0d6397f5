// Which codes an operation of the document lists with a status.
import type { OpenApiDocument } from './closed-document.ts';

/** @param operation - `POST /api/v1/orders`. @returns No code for an operation or a status that is not listed. */
export type ListedCodes = (operation: string, status: number) => ReadonlySet<string>;

interface Listed {
  readonly content?: {
    readonly 'application/json'?: {
      readonly schema?: {
        readonly properties?: { readonly code?: { readonly enum?: readonly string[] } };
      };
    };
  };
}

/** Reads them from the schema that each answer of that status must fit. */
export const listedCodes =
  ({ paths }: OpenApiDocument): ListedCodes =>
  (operation, status) => {
    const [method = '', path = ''] = operation.split(' ');
    const responses = paths[path]?.[method.toLowerCase()]?.['responses'] as
      | Readonly<Record<string, Listed>>
      | undefined;
    const schema = responses?.[status]?.content?.['application/json']?.schema;
    return new Set(schema?.properties?.code?.enum);
  };
