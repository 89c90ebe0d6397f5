// Where a message ends. HTTP says so itself; whatever speaks another protocol is handed on as it comes.

const startsHttp = /^(?:[A-Z]+ \S+ HTTP\/1\.[01]\r\n|HTTP\/1\.[01] \d{3})/u;
const headEnd = '\r\n\r\n';
const lastChunk = '\r\n0\r\n\r\n';

/**
 * Whether nothing of the message is missing.
 *
 * @param text - What came so far, one character per byte.
 * @param asked - The request, when the text is its reply: a reply to HEAD ends with its headers.
 * @see RFC 9112, section 6.3.
 */
export const isWhole = (text: string, asked = ''): boolean => {
  if (!startsHttp.test(text)) return true;
  const end = text.indexOf(headEnd);
  if (end < 0) return false;
  const head = text.slice(0, end);
  // The body waits for a word of the server, which waits for these headers.
  if (asked.startsWith('HEAD ') || /^expect: *100-continue/imu.test(head)) return true;
  const length = /^content-length: *(\d+)/imu.exec(head)?.[1];
  if (length !== undefined) return text.length >= end + headEnd.length + Number(length);
  if (/^transfer-encoding: *chunked/imu.test(head)) return text.endsWith(lastChunk);
  return true;
};
