// A brand makes two strings of different meaning two types, so that swapping them does not compile.

declare const brand: unique symbol;

export type Branded<T, Name extends string> = T & { readonly [brand]: Name };
