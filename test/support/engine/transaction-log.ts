// Every transaction that reached the store: its token, and its items by what they do to which kind of row.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { DynamoCall, MemoryDynamoOptions } from '#adapters/memory/dynamo/memory-dynamo.ts';

export interface LoggedTransaction {
  readonly token: string;
  /** `put ORDER`, `update PAYMENT`, `check ATTEMPT`, … in the order of the items. */
  readonly items: readonly string[];
}

export interface TransactionLog {
  readonly sent: LoggedTransaction[];
  readonly intercept: NonNullable<MemoryDynamoOptions['intercept']>;
}

const tablesOfOneKind: Readonly<Record<string, string>> = { outbox: 'OUT', commands: 'CMD' };

/** A row's kind by its key: `UNIQ PGTX`, `GROUP`, `ATTEMPT`, … */
const kindOf = (table: string, pk: string, sk: string): string => {
  const one = tablesOfOneKind[table];
  if (one !== undefined) return one;
  const unique = /#UNIQ#([A-Z]+)#/u.exec(pk);
  return unique === null ? (sk.split('#')[0] ?? '') : `UNIQ ${unique[1]}`;
};

const itemName = ({ Put, Update, ConditionCheck }: TransactWriteItem): string => {
  const [verb, table, key] =
    Put === undefined
      ? Update === undefined
        ? ['check', ConditionCheck?.TableName, ConditionCheck?.Key]
        : ['update', Update.TableName, Update.Key]
      : ['put', Put.TableName, Put.Item];
  return `${verb} ${kindOf(table ?? '', key?.['pk']?.S ?? '', key?.['sk']?.S ?? '')}`;
};

export const transactionLog = (): TransactionLog => {
  const sent: LoggedTransaction[] = [];
  const intercept = async (call: DynamoCall, execute: () => object): Promise<object> => {
    const { ClientRequestToken: token, TransactItems: items } = call.input as {
      readonly ClientRequestToken?: string;
      readonly TransactItems?: readonly TransactWriteItem[];
    };
    if (token !== undefined && items !== undefined) {
      sent.push({ token, items: items.map(itemName) });
    }
    return execute();
  };
  return { sent, intercept };
};
